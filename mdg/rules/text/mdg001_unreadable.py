"""A file of the landscape cannot be read.

## What is wrong

A file in the folder is not a plain text that can be read: access is denied, it is larger than the limit (256 MB
unless told otherwise), it is a device or a pipe, or a link that leads out of the folder.

## Why it matters

What stands in it would be missing from the landscape without anybody noticing, and a right that it withdraws would
still be granted. So the file is reported and the run does not pass; the other files are judged all the same.

## Example

A link in the folder that leads out of it, to a file that is not under the same version control:

```text
landscape/
  systems.yaml
  flows.yaml -> ../../elsewhere/flows.yaml
```

## Instead

Put a copy of the file into the folder, make it readable, split it where it is too large, or name it under `exclude`
in `settings` if it is not part of the landscape.

```text
landscape/
  systems.yaml
  flows.yaml
```
"""

from __future__ import annotations

from mdg.diagnostic import Severity
from mdg.rule import Rule

RULE = Rule(code="MDG001", name="unreadable", severity=Severity.ERROR, module=__name__)
