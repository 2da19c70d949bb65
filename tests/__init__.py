"""What a user of mdg would miss, if it broke."""
