"""`python -m stoep_gateway` is `stoep`."""

from stoep_gateway.commands.main import main

if __name__ == "__main__":
    raise SystemExit(main())
