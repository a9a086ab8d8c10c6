"""Help of commands with many options: a section for each group of them."""

from typing import Any

from typer.core import TyperCommand


class GroupedHelp(TyperCommand):
    """Lists options under the ``rich_help_panel`` that they name, in its order."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write one section for each group."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                group = getattr(parameter, "rich_help_panel", None) or "Options"
                sections.setdefault(group, []).append(record)
        for group, records in sections.items():
            with formatter.section(group):
                formatter.write_dl(records)
