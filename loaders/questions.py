"""The ready-made questions: what each parameter is called, may be, and stands for when left out.

`metadata.yml` says this once, under `plugins: openpeel`. The menus, the queries' defaults and
the last sentence of each description are all made from it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.months import day
from openpeel.loaders.yaml_file import YamlFile

# The plugin and the database that the metadata configures.
NAME = "openpeel"
# What each ready-made question says.
REQUIRED = ("title", "description", "sql")
# Functions that Datasette adds to SQLite, with their number of arguments.
OF_DATASETTE = {"escape_fts": 1}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question.

    `options` selects the values that it may have, `menu` those that its menu offers where these
    are fewer; `choices` lists them instead. With neither, people write freely. An empty
    parameter stands for the `default` if there is one, and for `any` otherwise. `read_until`
    selects the last day that we have read of, which is then the default of a day.
    """

    name: str
    label: str
    default: tuple[str, ...] = ()
    any: str | None = None
    several: int = 1
    options: str | None = None
    menu: str | None = None
    choices: Mapping[str, str] | None = None
    example: str | None = None
    type: str = "text"
    read_until: str | None = None


def parameters_of(metadata: Mapping[str, Any], question: str) -> list[Parameter]:
    """Return the parameters of a question in the order in which its SQL uses them."""
    config = metadata["plugins"][NAME]
    own = config["questions"].get(question, {})
    sql = metadata["databases"][NAME]["queries"][question]["sql"]
    return [
        make_parameter(name, {**config["parameters"].get(name, {}), **own.get(name, {})})
        for name in names_in(sql)
    ]


def make_parameter(name: str, said: Mapping[str, Any]) -> Parameter:
    """Return a parameter as the metadata describes it; one not described is a plain box."""
    default = said.get("default") or []
    values = tuple(default) if isinstance(default, list) else (str(default),)
    parameter = Parameter(name, **{"label": name, **said, "default": values})
    # With a default, an empty parameter stands for that and for nothing else.
    return replace(parameter, any=None) if values else parameter


def names_in(sql: str) -> list[str]:
    """Return the names of the parameters in some SQL, in their order."""
    return list(dict.fromkeys(re.findall(r"(?<![:\w]):([a-z]\w*)", sql)))


def check_questions(file: YamlFile, db: sqlite3.Connection) -> None:
    """Refuse questions that say too little, whose SQL is wrong, or whose parameters are unknown.

    Raises:
        DataErrors: one error for each fault, with its line of `metadata.yml`.
    """
    for name, arguments in OF_DATASETTE.items():
        db.create_function(name, arguments, str)
    errors = [
        error
        for question in file.content["databases"][NAME]["queries"]
        for error in faults_of(question, file, db)
    ]
    if errors:
        raise DataErrors(errors)


def faults_of(question: str, file: YamlFile, db: sqlite3.Connection) -> Iterator[DataError]:
    """Find what is wrong with one question."""
    place = ("databases", NAME, "queries", question)
    query = file.content["databases"][NAME]["queries"][question] or {}
    missing = [key for key in REQUIRED if not query.get(key)]
    for key in missing:
        yield DataError(
            f"the question {question} has no {key}",
            file.path,
            line=file.lines[place],
            expected=f"{key}: text",
        )
    if "sql" in missing:
        return
    described = file.content["plugins"][NAME]["parameters"]
    own = file.content["plugins"][NAME]["questions"].get(question, {})
    names = names_in(query["sql"])
    for name in names:
        if name not in described and name not in own:
            yield DataError(
                f"the question {question} has an unknown parameter",
                file.path,
                line=file.lines[*place, "sql"],
                value=name,
                expected=f"a line under plugins, {NAME}, parameters; now {', '.join(described)}",
            )
    try:
        db.execute(f"explain {query['sql']}", dict.fromkeys(names, ""))
    except sqlite3.Error as error:
        yield DataError(
            f"the SQL of the question {question} is wrong ({error})",
            file.path,
            line=file.lines[*place, "sql"],
        )


def describe_parameters(metadata: dict[str, Any], db: sqlite3.Connection) -> None:
    """End each question's description with what can be chosen and what is shown otherwise.

    The default of a day is set as well: the last that we have read of.
    """
    labels: dict[str, dict[str, str]] = {}
    set_read_until(metadata, db)
    for question, query in metadata["databases"][NAME]["queries"].items():
        parameters = parameters_of(metadata, question)
        query["params"] = [parameter.name for parameter in parameters]
        for parameter in parameters:
            sql = parameter.options
            if parameter.default and sql and sql not in labels:
                labels[sql] = {str(value): label for value, label in db.execute(sql)}
        if parameters:
            told = [describe(p, labels.get(p.options or "", {})) for p in parameters]
            query["description"] += f" Choose {listed(told)}."


def set_read_until(metadata: dict[str, Any], db: sqlite3.Connection) -> None:
    """Make the last day that we have read of the default of each parameter that selects one."""
    for own in metadata["plugins"][NAME]["questions"].values():
        for said in own.values():
            if "read_until" in said:
                [said["default"]] = db.execute(said["read_until"]).fetchone()


def describe(parameter: Parameter, labels: Mapping[str, str]) -> str:
    """Return what a parameter is and what is shown without it: the force (otherwise Essex)."""
    name = lower_first(parameter.label) + ("s" if parameter.several > 1 else "")
    shown = listed([day(labels.get(value, value)) for value in parameter.default])
    if shown and parameter.read_until:
        shown += ", the last that we have read of"
    otherwise = shown or lower_first(parameter.any or "")
    return f"the {name} (otherwise {otherwise})" if otherwise else f"the {name}"


def use_defaults_in_sql(metadata: dict[str, Any]) -> None:
    """Write the defaults into the queries, for a Datasette without this package's plugins.

    It passes a parameter that an address leaves out as empty text.
    """
    for question, query in metadata["databases"][NAME]["queries"].items():
        for parameter in parameters_of(metadata, question):
            if parameter.default:
                query["sql"] = re.sub(
                    rf"(?<![:\w]):{parameter.name}\b",
                    f"coalesce(nullif(:{parameter.name}, ''), {quoted(parameter)})",
                    query["sql"],
                )


def quoted(parameter: Parameter) -> str:
    """Return a parameter's default as SQL text; several values are separated by commas."""
    return "'" + ",".join(parameter.default).replace("'", "''") + "'"


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: one, two and three."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def lower_first(text: str) -> str:
    """Return text with its first letter in lower case."""
    return text[:1].lower() + text[1:]
