"""The commands of ``sanad brief``, in the order of their help."""

import typer

from ui.cli import brief, brief_adding, brief_check, brief_citing, brief_editing, brief_export, brief_history, brief_translate
from ui.cli.options import examples

briefs = typer.Typer(
    help="Make documents of cited answers: collect, order, edit, check and export.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=examples(
        'sanad brief new "The flood in spring" --author "A. Haddad"',
        'sanad brief add last --ask "How many people were evacuated?"',
        "sanad brief show last",
        "sanad brief move last i5 --before i2",
        "sanad brief undo last",
    ),
)

briefs.command("new", epilog=examples('sanad brief new "The flood in spring"', 'sanad brief new "الفيضان" --language ar --style apa'))(
    brief.new
)
briefs.command("list", epilog=examples("sanad brief list", "sanad brief list --search flood --json"))(brief.list_briefs)
briefs.command("show", epilog=examples("sanad brief show last", 'sanad brief show "The flood in spring" --json'))(brief.show)
briefs.command("set", epilog=examples('sanad brief set last --title "The flood in April" --style ieee'))(brief.settings)
briefs.command(
    "add",
    epilog=examples(
        "sanad brief add last --answer 12 --answer 14",
        'sanad brief add last --ask "How many people were evacuated?"',
        'sanad brief add last --quote orsen-flood "The bridge was closed on Monday."',
        'sanad brief add "The flood" --text "The town was cut off.\\[@c7]" --before i5',
        "sanad brief add last --text - < conclusion.txt",
    ),
)(brief_adding.add)
briefs.command(
    "cite",
    epilog=examples("sanad brief cite last i5 2", 'sanad brief cite last i5 2 --quote orsen-flood "The bridge was closed on Monday."'),
)(brief_citing.cite)
briefs.command("section", epilog=examples('sanad brief section last "What was damaged"', 'sanad brief section last "Damage" --rename h3'))(
    brief_editing.section
)
briefs.command(
    "edit",
    epilog=examples(
        "sanad brief edit last i5", 'sanad brief edit last i5 --heading "The toll"', "sanad brief edit last i5 --text - < i5.txt"
    ),
)(brief_editing.edit)
briefs.command(
    "move",
    epilog=examples(
        "sanad brief move last i5 --before i2", "sanad brief move last i5 --section h3", "sanad brief move last h3 --before h1"
    ),
)(brief_editing.move)
briefs.command("remove", epilog=examples("sanad brief remove last i5 i6", "sanad brief remove last h3"))(brief_editing.remove)
briefs.command(
    "check",
    epilog=examples("sanad brief check last", "sanad brief check last --no-newer --json", "sanad brief check last --fail-on updated"),
)(brief_check.check)
briefs.command(
    "export",
    epilog=examples(
        "sanad brief export last -o brief.docx --style apa --appendix",
        "sanad brief export last -o brief.html --style ~/styles/house.csl",
        "sanad brief export last --format bib > brief.bib",
        "sanad brief export last -o brief.md --citations pandoc",
        "sanad brief export --list-styles",
    ),
)(brief_export.export)
briefs.command("translate", epilog=examples("sanad brief translate last", "sanad brief translate last --clear"))(brief_translate.translate)
briefs.command("undo", epilog=examples("sanad brief undo last", "sanad brief undo last --to 4"))(brief_history.undo)
briefs.command("redo", epilog=examples("sanad brief redo last"))(brief_history.redo)
briefs.command("history", epilog=examples("sanad brief history last", "sanad brief show last --revision 4"))(brief_history.history)
briefs.command("delete", epilog=examples("sanad brief delete last", "sanad brief delete 3f2a9c --purge --yes"))(brief.delete)
briefs.command("restore", epilog=examples("sanad brief list --deleted", "sanad brief restore 3f2a9c"))(brief.restore)
