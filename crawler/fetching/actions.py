"""What the operator does about each named failure: one sentence each, shown beside the failure.

Apart from the naming itself, so that commands that only print do not load the HTTP libraries.
"""

from __future__ import annotations

from crawler.records import Failure

ACTIONS: dict[Failure, str] = {
    Failure.BLOCKED: "The host turns us away (401, 403, captcha or consent page): do not insist; use the publisher's "
    "feed or an API key, or switch the source off.",
    Failure.GONE: "The address no longer exists (404, 410): look for the new one and correct the source record.",
    Failure.CHANGED: "The answer is not in the form we know: look at the page, then update the source's parser.",
    Failure.EMPTY: "The answer has no content: open the address in a browser; if it is empty there too, wait for the "
    "next run, else update the source.",
    Failure.TIMEOUT: "The host did not answer in time: nothing to do at first; if it lasts, raise [network] "
    "timeout_seconds.",
    Failure.RATE_LIMITED: "The host asks for a slower pace than ours: raise the source's delay_seconds, or set a token "
    "or key where the source takes one.",
    Failure.ROBOTS_DENIED: "The host's robots.txt forbids this address: leave it, or ask the publisher for permission "
    "or a feed.",
    Failure.SERVER_ERROR: "The host has a fault of its own (5xx): nothing to do; the next run tries again.",
    Failure.UNREACHABLE: "The host cannot be connected to (name, network or certificate): check the address, the "
    "network of this machine and the host's certificate.",
    Failure.TOO_LARGE: "The body is larger than allowed: if it is the right document, raise the source's max_bytes.",
    Failure.REFUSED_ADDRESS: "The address is private, local or no web address: correct the link or source; if it is a "
    "mirror of yours, map its host in [network.hosts].",
    Failure.OVER_BUDGET: "The budget that you set is spent: nothing more is asked until it is renewed; if that is too "
    "little, raise it in [budget] or [sources.<name>].",
    Failure.BROKEN: "The answer is damaged or our code failed on it: look at the detail, then report it.",
}
