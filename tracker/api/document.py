"""The OpenAPI document as view data of its page. Pure: a dict in, dataclasses out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .scopes import Scope

KINDS = {"string": "文字", "integer": "整数", "number": "数", "boolean": "true/false", "array": "列表", "object": "对象"}  # fmt: skip
PLACES = {"path": "地址", "query": "查询", "header": "请求头"}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to send or to get: where it stands, its kind and limits for people."""

    name: str
    place: str
    kind: str
    is_required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: how it is called and what it needs."""

    key: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    takes: tuple[Field, ...]
    gives: tuple[Field, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Group:
    """Operations about one thing."""

    name: str
    operations: tuple[Operation, ...]


def groups_of(schema: dict[str, Any]) -> list[Group]:
    """The operations by their tags, in the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            found.setdefault(one["tags"][0], []).append(operation_of(schema, path, method.upper(), one))
    return [Group(name, tuple(operations)) for name, operations in found.items()]


def operation_of(schema: dict[str, Any], path: str, method: str, one: dict[str, Any]) -> Operation:
    """One operation of the document."""
    sent = [
        field_of(schema, given["name"], given["schema"], PLACES[given["in"]], given["required"])
        for given in one.get("parameters", ())
    ]
    body: dict[str, dict[str, Any]] = one.get("requestBody", {}).get("content", {})
    kind = next(iter(body), "")
    place = "表单" if "form" in kind else "JSON"
    status, answer = next((code, answer) for code, answer in one["responses"].items() if str(code)[0] == "2")
    given = answer.get("content", {}).get("application/json", {}).get("schema", {})
    scope = Scope(one["x-scope"])
    return Operation(
        key=one["operationId"],
        method=method,
        path=path,
        summary=one["summary"],
        words=one.get("description", ""),
        scope=f"{scope.value}（{scope.label}）",
        takes=(*sent, *fields_of(schema, body.get(kind, {}).get("schema", {}), place)),
        gives=tuple(fields_of(schema, given, "")),
        status=str(status),
    )


def fields_of(schema: dict[str, Any], of: dict[str, Any], place: str) -> list[Field]:
    """The fields of an object."""
    found = resolved(schema, of)
    needs = found.get("required", ())
    return [
        field_of(schema, name, one, place, name in needs) for name, one in found.get("properties", {}).items()
    ]


def field_of(schema: dict[str, Any], name: str, one: dict[str, Any], place: str, is_required: bool) -> Field:
    """A field with its limits in words."""
    return Field(name, place, kind_of(schema, one), is_required, "；".join(limits(one)))


def limits(one: dict[str, Any]) -> list[str]:
    """Description, choices and bounds: ["完成比例(%)", "0 至 100"]."""
    inner = next((each for each in one.get("anyOf", ()) if each.get("type") != "null"), one)
    words = [one["description"]] if one.get("description") else []
    if inner.get("enum"):
        words.append("可选：" + "、".join(str(each) for each in inner["enum"] if each != ""))
    if "maxLength" in inner:
        words.append(f"至多 {inner['maxLength']} 字符")
    if inner.get("maximum", 2**31) < 2**31 - 1:
        words.append(f"{inner.get('minimum', 0)} 至 {inner['maximum']}")
    return words


def kind_of(schema: dict[str, Any], one: dict[str, Any]) -> str:
    """The kind for people: "整数", "日期", "AssignmentOut 列表"."""
    if "anyOf" in one:
        inner = [each for each in one["anyOf"] if each.get("type") != "null"]
        return kind_of(schema, inner[0]) + ("或 null" if len(inner) < len(one["anyOf"]) else "")
    if "$ref" in one:
        return str(one["$ref"]).rpartition("/")[2]
    if one.get("type") == "array":
        return f"{kind_of(schema, one['items'])} 列表"
    if one.get("format") in ("date", "date-time", "binary"):
        return {"date": "日期", "date-time": "时间", "binary": "文件"}[one["format"]]
    return KINDS.get(one.get("type", ""), "任意")


def resolved(schema: dict[str, Any], of: dict[str, Any]) -> dict[str, Any]:
    """The object that a reference leads to."""
    if "$ref" not in of:
        return of
    name = of["$ref"].rpartition("/")[2]
    return dict(schema["components"]["schemas"][name])
