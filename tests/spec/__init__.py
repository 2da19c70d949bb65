"""The executable reference of the semantics, and the tests that hold the fast code to it."""
