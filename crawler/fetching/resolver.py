"""The address guard inside Twisted: name resolution that hands out no refused address.

Twisted connects to what the reactor's name resolver answers and to nothing else, so a check there is a check at the
moment of connecting. Both IPv4 and IPv6 are resolved, which Scrapy's own default resolver does not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.fetching.addresses import AddressGuard, normal_host
from crawler.fetching.errors import RefusedAddress
from crawler.fetching.limits import host_table

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@implementer(IResolutionReceiver)
class _Collector:
    """Holds back the addresses of one look-up until all are known, because one bad address refuses the host."""

    def __init__(self, resolver: GuardedResolver, receiver: Any, host: str, port: int) -> None:
        self._resolver = resolver
        self._receiver = receiver
        self._host = host
        self._port = port
        self._found: list[Any] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 (the interface's name)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        self._found.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._resolver.accepts(self._host, self._port, [address.host for address in self._found]):
            for address in self._found:
                self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves through another resolver and withholds every answer that the guard refuses.

    The interface knows no errors: a refused host looks like an unknown one, and ``refusal`` tells which it was.
    """

    def __init__(self, reactor: Any, inner: Any, guard: AddressGuard) -> None:
        self._reactor = reactor
        self._inner = inner
        self.guard = guard
        self._refusals: dict[tuple[str, int], RefusedAddress] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        """Scrapy's constructor, called by the process that owns the reactor."""
        return cls(reactor, reactor.nameResolver, AddressGuard(host_table(crawler.settings)))

    def install_on_reactor(self) -> None:
        """Take over name resolution, unless a crawl's handler has done so already with its own guard."""
        if not isinstance(self._reactor.nameResolver, GuardedResolver):
            self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803 (the interface's name)
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve one host; a refused one resolves to nothing."""
        collector = _Collector(self, resolutionReceiver, hostName, portNumber)
        resolution: IHostResolution = self._inner.resolveHostName(
            collector, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution

    def accepts(self, host: str, port: int, addresses: Sequence[str]) -> bool:
        """Whether a host with these IP addresses may be connected to; a refusal is kept for ``refusal``."""
        key = (normal_host(host), port)
        self._refusals.pop(key, None)
        try:
            self.guard.check(host, port, addresses)
        except RefusedAddress as refused:
            self._refusals[key] = refused
            return False
        return True

    def refusal(self, host: str, port: int) -> RefusedAddress | None:
        """Why the last look-up of a host found nothing, if the guard is the reason."""
        return self._refusals.get((normal_host(host), port))


def guard_reactor(guard: AddressGuard) -> GuardedResolver:
    """Make the running reactor obey a guard; later calls replace the guard of earlier ones."""
    from twisted.internet import reactor as running  # noqa: PLC0415  (importing it earlier would install a default one)

    reactor: Any = running
    installed = reactor.nameResolver
    if isinstance(installed, GuardedResolver):
        installed.guard = guard
        return installed
    resolver = GuardedResolver(reactor, installed, guard)
    reactor.installNameResolver(resolver)
    return resolver
