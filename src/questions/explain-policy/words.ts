import { enumerate } from '../../audit/facts/enumerate.ts';
import { type Direction, describePeer, type Port, type Rule } from '../../engines/policy/index.ts';

const VERBS = {
  accept: { ingress: 'lets in', egress: 'lets out to' },
  deny: { ingress: 'keeps out', egress: 'keeps from' },
  pass: { ingress: 'leaves to NetworkPolicies what comes from', egress: 'leaves to NetworkPolicies what goes to' },
  unreadable: { ingress: 'may let in or keep out', egress: 'may let out to or keep from' },
} as const satisfies Readonly<Record<Rule['action'], Readonly<Record<Direction, string>>>>;

/** What a rule does, in words: `lets in pods with app=web of namespace a, to TCP 8080-8090 and the TCP port named http`. */
export function ruleInWords(rule: Rule, direction: Direction): string {
  const { action, peers, ports, failsClosed } = rule;
  const anybody = direction === 'ingress' ? 'everybody' : 'everywhere';
  if (failsClosed) return `${VERBS[action][direction]} ${action === 'accept' ? 'nobody' : anybody}: a peer without any field fails closed`;
  const who = peers === undefined ? anybody : peers.map(describePeer).join(', or ') || 'nobody';
  return `${VERBS[action][direction]} ${who}, ${portsInWords(ports)}`;
}

/** `to TCP 8080 and UDP 53`, `on every port`. */
export function portsInWords(ports: Rule['ports']): string {
  return ports === undefined ? 'on every port' : `to ${enumerate(ports.map(portInWords), 10)}`;
}

/** `TCP 8080-8090`, `the TCP port named http`, `every port of UDP`. */
export function portInWords(port: Port): string {
  switch (port.is) {
    case 'unreadable':
      return 'a port that cannot be read';
    case 'name':
      return `the ${port.protocol === undefined ? '' : `${port.protocol} `}port named ${port.name}`;
    case 'numbers': {
      const { protocol = 'any protocol', start, end } = port;
      if (start === 1 && end === 65535) return `every port of ${protocol}`;
      return `${protocol} ${start === end ? start : `${start}-${end}`}`;
    }
  }
}
