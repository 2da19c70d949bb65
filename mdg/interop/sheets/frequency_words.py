"""The words in which people say how often something runs, in English, German and French.

They are compared folded: without marks, case and signs, so `taeglich` is `täglich`, and `half-hourly` two words.
"""

from __future__ import annotations

import re

from mdg.interop.sheets.names import folded


def pattern(words: str) -> str:
    """A pattern for any of the words, the longest first; `|` stands between them."""
    listed = {folded(word) for word in words.split("|")} - {""}
    return "(?:" + "|".join(re.escape(word) for word in sorted(listed, key=lambda word: (-len(word), word))) + ")"


EVENT = """
real time | realtime | near real time | near realtime | nrt | rt | online | event | events | event driven | event based
| on event | on change | on each change | at once | immediate | immediately | instant | instantly | synchronous | sync
| asynchronous | async | streaming | stream | push | continuous | continuously | live | cdc | change data capture
| webhook | webhooks | on update | on save
| Echtzeit | in Echtzeit | nahe Echtzeit | ereignisgesteuert | ereignisbasiert | eventgesteuert | bei Änderung
| bei jeder Änderung | sofort | unverzüglich | synchron | asynchron | laufend | ständig | kontinuierlich | permanent
| temps réel | en temps réel | quasi temps réel | événement | événementiel | sur événement | à chaque modification
| immédiat | immédiatement | au fil de l'eau | en continu | continu | synchrone | asynchrone
"""
MANUAL = """
on demand | by demand | on request | upon request | as needed | when needed | as required | ad hoc | adhoc | manual
| manually | by hand | sporadic | sporadically | irregular | irregularly | user triggered
| bei Bedarf | nach Bedarf | auf Anfrage | auf Anforderung | auf Abruf | manuell | händisch | von Hand | unregelmäßig
| sporadisch | anlassbezogen
| à la demande | sur demande | au besoin | si besoin | manuel | manuelle | manuellement | à la main | ponctuel
| ponctuellement | irrégulier
"""
ONCE = """
once | one time | onetime | one off | one shot | single load | initial load | initial load only | migration
| einmalig | einmal | Erstbefüllung | Initialladung | Initialbefüllung
| une fois | une seule fois | unique | reprise | chargement initial
"""
HOURLY = """
hourly | each hour | every hour | per hour | an hour
| stündlich | stündl | stdl | jede Stunde | pro Stunde | in der Stunde | Stundentakt
| toutes les heures | chaque heure | par heure | horaire
"""
HALF_HOURLY = """
half hourly | half hour | every half hour | halbstündlich | jede halbe Stunde | toutes les demi heures | demi horaire
"""
QUARTER_HOURLY = """
quarter hourly | every quarter hour | every quarter of an hour | viertelstündlich | jede Viertelstunde
| tous les quarts d'heure
"""
MINUTELY = "every minute | each minute | minütlich | jede Minute | toutes les minutes | chaque minute"
EVERY_OTHER_DAY = """
every other day | every second day | jeden zweiten Tag | jeden 2 Tag | un jour sur deux | tous les deux jours
"""
DAILY = """
daily | each day | every day | a day | per day | nightly | every night | each night | over night | overnight | at night
| once a day | once daily | once per day | eod | end of day
| täglich | jeden Tag | pro Tag | am Tag | nächtlich | nachts | jede Nacht | über Nacht | Tagesende | tagesaktuell
| tägl | tgl | Tageslauf | Nachtlauf | Nachtbatch | Nachtverarbeitung
| quotidien | quotidienne | quotidiennement | chaque jour | tous les jours | par jour | journalier | journalière
| chaque nuit | toutes les nuits | la nuit
"""
WEEKLY = """
weekly | each week | every week | a week | per week | once a week
| wöchentlich | jede Woche | pro Woche | in der Woche | wöchentl | wöch | wchtl
| hebdomadaire | hebdomadairement | chaque semaine | toutes les semaines | par semaine | hebdo
"""
FORTNIGHTLY = """
fortnightly | biweekly | bi weekly | every other week | every second week
| vierzehntägig | 14 tägig | 14 täglich | zweiwöchentlich | alle zwei Wochen | jede zweite Woche
| toutes les deux semaines | tous les quinze jours
"""
#: The longest of it is from the 15th to the end of a month of 31 days.
TWICE_A_MONTH = """
semi monthly | semimonthly | halbmonatlich | bimensuel | bimensuelle
"""
MONTHLY = """
monthly | each month | every month | a month | per month | once a month | of each month | of every month | of the month
| of month
| monatlich | monatl | mtl | Monatslauf
| jeden Monat | jeden Monats | eines Monats | jedes Monats | des Monats | im Monat | pro Monat
| des Folgemonats
| mensuel | mensuelle | mensuellement | chaque mois | tous les mois | par mois | du mois | de chaque mois
"""
LAST_DAY = """
end of month | month end | at month end | last day | last day of the month | last day of each month | eom
| Monatsende | zum Monatsende | Monatsultimo | Ultimo | letzter Tag | am letzten Tag | letzten Tag
| fin de mois | en fin de mois | à la fin du mois | dernier jour | le dernier jour
"""
QUARTERLY = """
quarterly | each quarter | every quarter | a quarter | per quarter
| quartalsweise | vierteljährlich | pro Quartal | jedes Quartal | im Quartal
| trimestriel | trimestrielle | chaque trimestre | par trimestre
"""
HALF_YEARLY = """
half yearly | every half year | biannual | biannually | semi annual | semi annually
| halbjährlich | halbjährig | jedes Halbjahr
| semestriel | semestrielle | chaque semestre
"""
YEARLY = """
yearly | annual | annually | each year | every year | a year | per year | once a year
| jährlich | jährl | jedes Jahr | pro Jahr | im Jahr | p a
| annuel | annuelle | annuellement | chaque année | par an | tous les ans
"""
#: By the day of the week as cron numbers it, from Sunday.
WEEKDAYS = (
    "sunday | sundays | sun | Sonntag | sonntags | So | dimanche | le dimanche | dim",
    "monday | mondays | mon | Montag | montags | Mo | lundi | le lundi | lun",
    "tuesday | tuesdays | tue | tues | Dienstag | dienstags | Di | mardi | le mardi | mar",
    "wednesday | wednesdays | wed | Mittwoch | mittwochs | Mi | mercredi | le mercredi | mer",
    "thursday | thursdays | thu | thurs | Donnerstag | donnerstags | Do | jeudi | le jeudi | jeu",
    "friday | fridays | fri | Freitag | freitags | Fr | vendredi | le vendredi | ven",
    "saturday | saturdays | sat | Samstag | samstags | Sonnabend | sonnabends | Sa | samedi | le samedi | sam",
)
WORKING_DAYS = """
working day | working days | workday | workdays | weekday | weekdays | week days | business day | business days
| each working day | every working day | every weekday | every business day
| werktags | werktäglich | an Werktagen | jeden Werktag | arbeitstäglich | an Arbeitstagen | jeden Arbeitstag
| jours ouvrés | les jours ouvrés | jour ouvré | chaque jour ouvré | jours ouvrables | en semaine
"""
#: Units of time, in seconds; `h` alone is a time of day as well.
WEEKEND = """
weekend | weekends | at weekends | on weekends | Wochenende | am Wochenende | an Wochenenden | week end | le week end
"""
NOON = "noon | at noon | midday | mittags | zu Mittag | midi | à midi"
MIDNIGHT = "midnight | at midnight | Mitternacht | um Mitternacht | minuit | à minuit"
UNITS = {
    1: "s | sec | secs | second | seconds | Sek | Sekunde | Sekunden | seconde | secondes",
    60: "min | mins | minute | minutes | Minuten | minütig | minütlich | minütige | mn",
    3_600: "hr | hrs | hour | hours | Std | Stunde | Stunden | stündig | stündlich | heure | heures",
    86_400: "day | days | Tag | Tage | Tagen | tägig | jour | jours",
    604_800: "week | weeks | Woche | Wochen | wöchig | wöchentlich | semaine | semaines",
    2_678_400: "month | months | Monat | Monate | Monaten | mois",
}
#: Those that the heading of a column of numbers names, several and one; `Tag` alone is more often a day than days.
HEADED_UNITS = {
    "second": ("s | sec | secs | seconds | Sek | Sekunden | secondes", "s | sec | second | Sekunde | seconde"),
    "minute": ("min | mins | minutes | Minuten | mn", "min | minute"),
    "hour": ("h | hr | hrs | hours | Std | Stunden | heures", "h | hour | Std | Stunde | heure"),
    "day": ("days | Tage | Tagen | jours", "day | d | Tag | jour"),
    "week": ("weeks | Wochen | semaines", "week | Woche | semaine"),
    "month": ("months | Monate | Monaten | mois", "month | Monat | mois"),
}
ORDINALS = {
    1: "first | erster | ersten | erstes | premier | première",
    2: "zweiter | zweiten | deuxième",
    3: "third | dritter | dritten | troisième",
    4: "fourth | vierter | vierten | quatrième",
}
#: What says that something happens a single time within a period.
ONE_TIME = """
once | one time | 1 x | 1x | 1 time | einmal | 1 mal | 1mal | une fois | une seule fois | 1 fois
"""
AN_HOUR = "an hour | per hour | pro Stunde | in der Stunde | par heure"
AT = "at | um | gegen | ab | à | vers | dès"
PERIODS = " | ".join((HOURLY, DAILY, WEEKLY, MONTHLY, QUARTERLY, HALF_YEARLY, YEARLY))
A_DAY = "day | Tag | jour"
PER = "per | a | an | each | pro | je | am | par"
NUMBERS = {
    1: "a single | one | ein | eine | einen | un | une",
    2: "two | zwei | deux | twice | second | zweimal",
    3: "three | drei | trois | thrice | dreimal",
    4: "four | vier | quatre | viermal",
    5: "five | fünf | cinq",
    6: "six | sechs",
    8: "eight | acht | huit",
    10: "ten | zehn | dix",
    12: "twelve | zwölf | douze",
    15: "fifteen | fünfzehn | quinze",
    30: "thirty | dreißig | trente",
}
EVERY = "every | each | alle | jede | jeden | all | toutes les | tous les | chaque | les"
TIMES = "x | times | mal | fois | malig"
TO = "to | bis | through | till | until | au | à | jusqu'à"
#: What says nothing about how often: how it is done, and little words.
FILLERS = """
batch | batchlauf | job | jobs | run | runs | lauf | läufe | load | full load | delta | delta load | file | files
| Datei | Dateien | fichier | fichiers | transfer | übertragung | transfert | export | import | sftp | ftp | csv | xml
| json | api | rest | soap | idoc | idocs | odata | rfc | http | https | kafka | message | messages | scheduled
| geplant | planifié | Takt | rate | lot | par lot | en lot | traitement | verarbeitung
| at | on | in | the | by | via | per | with | in the | um | am | im | ab | mit | gegen | jeweils | immer | der | die
| das | den | je | ca | approx | à | le | la | les | de | du | des | par | vers | environ | dès | and | und | et | Uhr
| h | o clock | only | nur | seulement | every | each | alle | jeden | jede | jedes | chaque | tous | toutes
"""
#: Time zones that people name, and their names in the database.
ZONES = {"UTC": "utc | gmt | z", "CET": "cet | cest | mez | mesz"}
