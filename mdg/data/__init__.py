"""Published lists that mdg ships as data; README.md beside this file tells where each is from."""
