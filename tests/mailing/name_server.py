"""A real DNS server on loopback that knows what a test tells it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from dnslib import QTYPE, RCODE, RR, DNSRecord
from dnslib.server import BaseResolver, DNSHandler, DNSLogger, DNSServer


@dataclass
class NameServer(BaseResolver):  # type: ignore[misc]  # dnslib has no types
    """`records` has the lines of a zone file for each name; of a `silent` name nothing is answered."""

    records: dict[str, list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """For MAIL_DNS_SERVERS."""
        return f"127.0.0.1:{self.port}"

    def add(self, name: str, kind: str, value: str) -> None:
        data = " ".join(f'"{value[at : at + 200]}"' for at in range(0, len(value), 200))
        self.records.setdefault(name, []).append(f"{name}. 60 IN {kind} {data if kind == 'TXT' else value}")

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        name, kind = str(request.q.qname).rstrip(".").lower(), QTYPE[request.q.qtype]
        self.asked.append(name)
        reply = request.reply()
        if name in self.silent:
            raise TimeoutError  # the server then says nothing
        if name in self.failing:
            reply.header.rcode = RCODE.SERVFAIL
            return reply
        lines = self.records.get(name, [])
        if not lines:
            reply.header.rcode = RCODE.NXDOMAIN
        for line in lines:
            for record in RR.fromZone(line):
                if QTYPE[record.rtype] in {kind, "CNAME"}:
                    reply.add_answer(record)
                if QTYPE[record.rtype] == "CNAME":
                    target = str(record.rdata).rstrip(".")
                    for there in self.records.get(target, []):
                        reply.add_answer(*RR.fromZone(there))
        return reply


@contextmanager
def running_name_server() -> Iterator[NameServer]:
    zone = NameServer()
    server = DNSServer(
        zone, port=0, address="127.0.0.1", logger=DNSLogger("-request,-reply,-truncated,-error")
    )
    zone.port = server.server.server_address[1]
    # dnslib's own start_thread looks twice a second whether it is to stop
    Thread(target=server.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield zone
    finally:
        server.server.shutdown()
        server.server.server_close()
