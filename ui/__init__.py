"""The browser workbench, the HTTP face and the command line. Imports all."""
