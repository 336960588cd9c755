"""The command ``policy-extract``: a group whose commands are imported when they are called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from extractor import __version__

COMMANDS = {
    "run": "Turn policies into records.",
    "show": "Print what the reader saw of a document.",
    "review": "Look at records beside their documents, and correct them.",
    "compare": "Say what changed between two versions of a policy.",
    "evaluate": "Measure records against gold records.",
    "explain": "Print statements as trees, to be checked against the paper.",
    "batch": "Turn any number of policies into records.",
    "load": "Load a batch run's records into a database.",
    "lookup": "Tell what payers say of a code.",
    "schema": "Print the record's JSON Schema.",
}
"""Every command and its line of help; the command lives in ``extractor/commands/NAME.py`` under its own name."""


class Lazy(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"extractor.commands.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="policy-extract")
def main() -> None:
    """Turn payers' medical and drug policies into validated records that carry their evidence."""


if __name__ == "__main__":
    sys.exit(main())
