"""English verbs of the press in the past tense, with their base form and the particle they take with an amount."""

_SAME = (
    "accept add adopt allocate allow announce appoint approve arrest assign attack attract award build buy carry catch close collect"
    " complete conclude confirm contain count cover create cross cut deliver destroy detain discover dismiss donate earn elect employ"
    " evacuate execute export find fine fund give grant hire hold import include inspect install introduce invest issue join kill launch"
    " leave lend lose mark move name offer open order pay plant pledge pass present process produce promise publish purchase reach"
    " rebuild receive record recover register release remove repair replace rescue reserve resettle restore run secure sell send serve"
    " sentence set settle share ship sign spend start store supply test total train transfer treat vaccinate visit vote win"
)
_IRREGULAR = {
    "build": "built", "buy": "bought", "catch": "caught", "cut": "cut", "find": "found", "give": "gave", "hold": "held", "leave": "left",
    "lend": "lent", "lose": "lost", "pay": "paid", "rebuild": "rebuilt", "run": "ran", "sell": "sold", "send": "sent", "set": "set",
    "spend": "spent", "win": "won", "carry": "carried",
}  # fmt: skip
_DOUBLED = {"ship": "shipped", "plan": "planned", "transfer": "transferred"}
_WITH_PARTICLE = {
    "cost": ("cost", ""), "came to": ("come", "to"), "amounted to": ("amount", "to"), "rose by": ("rise", "by"), "fell by": ("fall", "by"),
    "grew by": ("grow", "by"), "increased by": ("increase", "by"), "decreased by": ("decrease", "by"), "began": ("begin", ""),
    "agreed on": ("agree", "on"), "arrived": ("arrive", ""), "died": ("die", ""), "resigned": ("resign", ""), "expired": ("expire", ""),
}  # fmt: skip


def _past(base: str) -> str:
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if base in _DOUBLED:
        return _DOUBLED[base]
    return f"{base}d" if base.endswith("e") else f"{base}ed"


BASES: dict[str, tuple[str, str]] = {_past(base): (base, "") for base in _SAME.split()} | _WITH_PARTICLE
