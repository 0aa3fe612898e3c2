"""The questions of a personal link, one page each: of age or not, which task, and what came of a shift."""

from karta.model.shift import MET, Turn
from karta.web.page import document, form, guard_field, own, tag
from karta.web.volunteer_pages import Visit

# What the answer is called by somebody who takes no task.
NO_ROLE = "none"


def ask_age(visit: Visit, fields: dict[str, str]) -> str:
    """Return the question whether somebody is 18 or older; the answer no is stored nowhere."""
    phrase, kept = visit.phrase, {name: fields.get(name, "") for name in ("turn", "wait")}
    action = visit.link("/anmal")
    body = [
        tag("h1", phrase("age")),
        tag("p", phrase("age_why")),
        form(action, visit.guard, phrase("age_yes"), {**kept, "adult": "yes"}),
        form(action, visit.guard, phrase("age_no"), {**kept, "adult": "no"}, "second"),
    ]
    return document(phrase("age"), body, visit.language, visit.here)


def ask_role(visit: Visit, fields: dict[str, str], missing: tuple[str, ...]) -> str:
    """Return the question which of the missing roles somebody takes on; none is an answer, too."""
    phrase, action = visit.phrase, visit.link("/anmal")
    kept: dict[str, str] = {name: fields[name] for name in ("turn", "wait", "adult") if name in fields}
    body = [
        tag("h1", phrase("role")),
        tag("p", phrase("role_why")),
        *(form(action, visit.guard, phrase(f"role_take_{role}"), {**kept, "role": role}) for role in missing),
        form(action, visit.guard, phrase("role_none"), {**kept, "role": NO_ROLE}, "second"),
    ]
    return document(phrase("role"), body, visit.language, visit.here)


def ask_report(visit: Visit, turn: Turn) -> str:
    """Return the form of the report: ready in four answers."""
    phrase = visit.phrase
    start, end = visit.local(turn)
    outcomes = [
        tag(
            "label",
            tag(
                "input",
                type="radio",
                name="outcome",
                value=value,
                required=True,
                checked=value == "carried_out",
            ),
            phrase(f"outcome_{value}"),
            class_="choice",
        )
        for value in ("carried_out", "no_show")
    ]
    classes = [
        tag("label", tag("input", type="radio", name="met", value=value), phrase(f"met_{n}"), class_="choice")
        for n, value in enumerate(MET)
    ]
    many = {
        "type": "number",
        "inputmode": "numeric",
        "min": "1",
        "max": "50",
        "value": str(max(turn.adults, 1)),
    }
    body = [
        tag("h1", phrase("report")),
        tag("p", visit.when(turn), ". ", own(turn.place)),
        tag(
            "form",
            guard_field(visit.guard),
            tag("fieldset", tag("legend", phrase("outcome")), *outcomes),
            tag("fieldset", tag("label", phrase("adults"), for_="adults", class_="name"),
                tag("input", id="adults", name="adults", **many)),
            tag("div", *(
                tag("fieldset", tag("label", phrase(name), for_=name, class_="name"),
                    tag("input", type="time", id=name, name=name, value=value))
                for name, value in (("start", f"{start:%H:%M}"), ("end", f"{end:%H:%M}"))
            ), class_="pair"),
            tag("fieldset", tag("legend", phrase("met")), tag("p", phrase("met_what"), class_="quiet"), *classes),
            tag("button", phrase("send"), type="submit"),
            method="post",
            action=visit.link(f"/rapport/{turn.turn_id}"),
        ),
        tag("p", tag("a", phrase("back"), href=visit.link(""))),
    ]  # fmt: skip
    return document(phrase("report"), body, visit.language, visit.here)
