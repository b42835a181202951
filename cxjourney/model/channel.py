"""Where customers and the company meet, and what the usual channels are."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import SerializerFunctionWrapHandler, model_serializer, model_validator

from cxjourney.estimate import Estimate
from cxjourney.model.entity import Entity

ChannelKind = Literal["self_service", "assisted", "unknown"]

_SELF_SERVICE = frozenset(
    "web website site online app mobile mobileapp mobilesite kiosk faq bot chatbot email mail newsletter sms push internet "
    "portal ivr ussd messages "
    "сайт приложение киоск бот почта эл.почта рассылка интернет веб "
    "trangweb ungdung ứngdụng email tinnhắn web "
    "وب سایت وبسایت اپلیکیشن برنامه ایمیل ربات پیامک اینترنت "
    "weboldal alkalmazás mobilalkalmazás honlap hírlevél".split()
)
_ASSISTED = frozenset(
    "phone call callcenter callcentre telephone chat livechat store shop branch agent desk video people courier advisor "
    "adviser office counter "
    "телефон звонок чат магазин отделение офис оператор курьер колл-центр "
    "điệnthoại cửahàng chinhánh tổngđài nhânviên "
    "تلفن تماس فروشگاه شعبه گفتگو کارشناس حضوری "
    "telefon ügyfélszolgálat bolt üzlet fiók futár".split()
)


def usual_kind(name: str) -> ChannelKind:
    """
    Return what a channel of this name usually is, or ``"unknown"``.

    Parameters
    ----------
    name
        Name of the channel in English, Russian, Vietnamese, Persian or Hungarian.

    Examples
    --------
    >>> usual_kind("Mobile app"), usual_kind("Call center"), usual_kind("Billboard")
    ('self_service', 'assisted', 'unknown')
    """
    folded = "".join(char for char in name.casefold() if not char.isspace() and char not in "_-‌")
    if folded in _SELF_SERVICE:
        return "self_service"
    return "assisted" if folded in _ASSISTED else "unknown"


class Channel(Entity):
    """
    Where customers and the company meet.

    Parameters
    ----------
    kind
        Whether customers serve themselves or are served by people; known for the usual names.
    digital
        Whether it runs on a device.
    ownership
        Who runs it: the company, a partner, or others (word of mouth, press).
    cost_per_contact
        Money that one contact costs.

    Examples
    --------
    >>> Channel(name="Phone").kind
    'assisted'
    """

    kind: ChannelKind = "unknown"
    digital: bool | None = None
    ownership: Literal["owned", "partner", "earned"] | None = None
    cost_per_contact: Estimate | None = None

    @model_validator(mode="before")
    @classmethod
    def _usual(cls, data: Any) -> Any:
        name = data if isinstance(data, str) else data.get("name") if isinstance(data, dict) else None
        if not isinstance(name, str) or (isinstance(data, dict) and "kind" in data):
            return data
        return {**(data if isinstance(data, dict) else {"name": data}), "kind": usual_kind(name)}

    @model_serializer(mode="wrap")
    def _with_kind(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # A channel without a kind is read as the usual one, so that "unknown" must be written although it is the default.
        return {**handler(self), "kind": self.kind}
