"""The interface put together: version 1, its operations, its authentication, its answers to what cannot be done."""

from __future__ import annotations

from ninja import NinjaAPI, Router

from .acting import router as acting
from .auth import Bearer
from .directing import router as directing
from .evidence import router as evidence
from .problems import handle_on
from .reading import router as reading
from .scopes import needed
from .speeches import router as speeches
from .talking import router as talking
from .units import router as units

WHAT = "落实的数据接口：与页面同样的操作和权限，以令牌所代表的人员今天的岗位为准。"

PROBLEM = {
    "description": "不能办理：原因见 detail（给人看的一句话）和 code（给程序判断）",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def made() -> NinjaAPI:
    """The interface. Its own pages for the document are off: they load scripts from elsewhere (views.py has ours)."""
    api = NinjaAPI(
        title="落实 Luoshi",
        version="1",
        description=WHAT,
        urls_namespace="api",
        auth=Bearer(),
        docs_url=None,
        openapi_url=None,
    )
    for router in (reading, evidence, acting, directing, talking, units, speeches):
        tell_scopes(router)
        api.add_router("", router)
    handle_on(api)
    return api


def tell_scopes(router: Router) -> None:
    """Gives each operation of the document a short name, the scope it needs and the form of every problem."""
    for operation in [one for view in router.path_operations.values() for one in view.operations]:
        method = operation.methods[0]
        operation.operation_id = f"{method.lower()}_{operation.url_name}"
        operation.openapi_extra = {
            "x-scope": needed(operation.url_name, method),
            "responses": {"default": PROBLEM},
        }


api = made()
