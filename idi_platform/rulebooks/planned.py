"""Why something that the law asks for is not there yet."""

from .schema.base import Label

_REASONS = {
    "page": Label(zh="还没有页面展示这项内容", en="no page shows it yet"),
    "register": Label(zh="平台还没有建立这个名录", en="no register of this name is kept yet"),
    "indicator": Label(zh="平台还没有计算这项指标", en="no indicator of this name is computed yet"),
    "paper": Label(zh="平台还不出具这份文书", en="no paper of this name is drawn yet"),
    "filing": Label(zh="平台里还没有触发这项报送的一步", en="no step that this filing follows is taken yet"),
}
_OTHER = Label(zh="平台还没有登记它所依据的事实", en="the vocabulary has no names for the facts that it asks for")


def reason_of(reference: str) -> Label:
    """Return why a planned entry (`page:incentives`, `step:claim.file`) is not there: what has to be built first."""
    what, _, name = reference.partition(":")
    if what == "step":
        return Label(zh="平台的办理流程里还没有这一步", en=f"no lifecycle takes {name} yet")
    return _REASONS.get(what, _OTHER)
