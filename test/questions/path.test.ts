import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type PathOptions, type PathReport, path, readObjects } from '../../src/index.ts';
import { hostPort } from '../../src/model/values/ip.ts';

const OBJECTS = parseAllDocuments(readFileSync(join(import.meta.dirname, '../clusters/two-nodes.yaml'), 'utf8')).map(
  (document) => document.toJS() as object,
);

function clusterWith(change: (object: object) => readonly object[] = (object) => [object]) {
  return readObjects(OBJECTS.flatMap(change), { complete: true });
}

const CLUSTER = clusterWith();

function ask(from: string, to: string, more: Partial<PathOptions> = {}): PathReport {
  return path(CLUSTER, { namespace: 'a', from, to, ...more });
}

/** `a/web-1 10.1.1.21:8080 1/2 from 10.1.1.10 kept`: who is reached, how often, and what it sees. */
function destinations(report: PathReport): readonly string[] {
  return report.answers.flatMap((answer) =>
    answer.destinations.map(({ pod, node, kind, ip, port, share, source, status }) => {
      const who = pod ?? (kind === 'outside' ? 'outside' : `${kind} ${node}`);
      const seen = `${source.address ?? '?'} ${source.kept === null ? '?' : source.kept ? 'kept' : 'masqueraded'}`;
      return `${who} ${hostPort(ip, port)} ${share === 1 ? 'always' : `1/${Math.round(1 / share)}`} from ${seen}${status === undefined ? '' : ` ${status}`}`;
    }),
  );
}

function words(report: PathReport): string {
  return report.answers
    .flatMap(({ traces }) => traces.flatMap((trace) => trace.hops.flatMap((hop) => [hop.at.says, ...hop.steps.map((step) => step.says)])))
    .join('\n');
}

interface Story {
  readonly name: string;
  readonly ask: readonly [from: string, to: string, more?: Partial<PathOptions>];
  readonly outcome: PathReport['outcome'];
  readonly destinations?: readonly string[];
  readonly says?: RegExp;
}

const STORIES: readonly Story[] = [
  {
    name: 'the containers of a pod reach one another on localhost',
    ask: ['pod/twins', '127.0.0.1:9000'],
    outcome: 'delivered',
    destinations: ['a/twins 127.0.0.1:9000 always from 127.0.0.1 kept'],
    says: /which all its containers share; declared by container two/,
  },
  {
    name: 'of two containers that claim one port only one can have it',
    ask: ['pod/twins', '127.0.0.1:8080'],
    outcome: 'delivered',
    says: /declared by containers one and two: only one of them can have it/,
  },
  {
    name: 'pods of one node meet by the bridge',
    ask: ['pod/client', 'pod/web-1:http'],
    outcome: 'delivered',
    destinations: ['a/web-1 10.1.1.21:8080 always from 10.1.1.10 kept'],
    says: /by the bridge and the pod's veth pair on n1/,
  },
  {
    name: 'pods of two nodes meet by the pod CIDR, without NAT',
    ask: ['pod/client', 'pod/web-2:8080'],
    outcome: 'delivered',
    destinations: ['a/web-2 10.1.2.22:8080 always from 10.1.1.10 kept'],
    says: /10\.1\.2\.22 is in pod CIDR 10\.1\.2\.0\/24 of n2/,
  },
  {
    name: "a pod outside every pod CIDR is the plugin's own affair",
    ask: ['pod/client', 'pod/elsewhere'],
    outcome: 'delivered',
    destinations: ['a/elsewhere 100.64.0.9:8080 always from 10.1.1.10 kept'],
    says: /the network plugin knows that the pod is on n2/,
  },
  {
    name: 'a hostNetwork pod has the address of its node, and pods of other nodes are masqueraded on the way there',
    ask: ['pod/client', 'pod/host'],
    outcome: 'delivered',
    destinations: ['a/host 192.168.0.2:18080 always from 192.168.0.1 masqueraded'],
  },
  {
    name: 'without that masquerade the pod keeps its address',
    ask: ['pod/client', 'pod/host', { podMasquerade: false }],
    outcome: 'delivered',
    destinations: ['a/host 192.168.0.2:18080 always from 10.1.1.10 kept'],
  },
  {
    name: 'a pod of the same node reaches a hostNetwork pod with its own address',
    ask: ['pod/client-2', '192.168.0.2:18080'],
    outcome: 'delivered',
    destinations: ['a/host 192.168.0.2:18080 always from 10.1.2.10 kept'],
  },
  {
    name: 'a hostPort takes packets from outside as they are',
    ask: ['203.0.113.9', '192.168.0.2:18081'],
    outcome: 'delivered',
    destinations: ['a/hostport 10.1.2.30:80 always from 203.0.113.9 kept'],
  },
  {
    name: 'a hostPort shows the bridge to pods of its own node',
    ask: ['pod/client-2', '192.168.0.2:18081'],
    outcome: 'delivered',
    destinations: ['a/hostport 10.1.2.30:80 always from 10.1.2.1 masqueraded'],
  },
  { name: 'a hostPort with hostIP 127.0.0.1 is closed to others', ask: ['pod/client', '192.168.0.2:18082'], outcome: 'refused' },
  {
    name: 'a hostPort with hostIP 127.0.0.1 answers on the node',
    ask: ['node/n2', '127.0.0.1:18082'],
    outcome: 'delivered',
    destinations: ['a/hostport 10.1.2.30:81 always from 10.1.2.1 masqueraded'],
  },
  { name: 'a hostPort is open on its own node only', ask: ['pod/client', '192.168.0.1:18081'], outcome: 'refused' },
  {
    name: 'where nodes commonly run programs nothing is sure',
    ask: ['pod/client', 'node/n2:22'],
    outcome: 'unknown',
    says: /which the API does not show/,
  },
  {
    name: 'a Cluster IP leads to the endpoints in equal shares, the source kept',
    ask: ['pod/client', 'svc/web:http'],
    outcome: 'delivered',
    destinations: ['a/web-1 10.1.1.21:8080 1/2 from 10.1.1.10 kept', 'a/web-2 10.1.2.22:8080 1/2 from 10.1.1.10 kept'],
    says: /keeps its endpoint for 10800 s \(sessionAffinity ClientIP\)/,
  },
  {
    name: 'a node that dials a Cluster IP is seen as its bridge by its own pods, and as itself by others',
    ask: ['node/n1', 'svc/web'],
    outcome: 'delivered',
    destinations: ['a/web-1 10.1.1.21:8080 1/2 from 10.1.1.1 masqueraded', 'a/web-2 10.1.2.22:8080 1/2 from 192.168.0.1 masqueraded'],
  },
  {
    name: 'a pod that reaches itself through its Service is seen as the bridge',
    ask: ['pod/client', 'svc/alone:80'],
    outcome: 'delivered',
    destinations: ['a/client 10.1.1.10:8080 always from 10.1.1.1 masqueraded'],
    says: /hairpin/,
  },
  { name: 'an unused port of a Cluster IP is refused in nftables mode', ask: ['pod/client', 'svc/web:81'], outcome: 'refused' },
  { name: 'and unanswered in iptables mode', ask: ['pod/client', 'svc/web:81', { proxyMode: 'iptables' }], outcome: 'dropped' },
  { name: 'the protocol is part of the port', ask: ['pod/client', '10.96.0.10:80', { protocol: 'UDP' }], outcome: 'refused' },
  { name: 'a Service without endpoints refuses', ask: ['pod/client', 'svc/alone:dns', { protocol: 'UDP' }], outcome: 'refused' },
  {
    name: 'an endpoint whose pod is gone loses its share',
    ask: ['pod/client', 'svc/stale:80'],
    outcome: 'mixed',
    destinations: ['a/web-1 10.1.1.21:8080 1/2 from 10.1.1.10 kept'],
    says: /10\.1\.2\.99:8080 in the pod range of n2, and no pod has it/,
  },
  {
    name: 'a headless Service leads straight to the pods',
    ask: ['pod/client', 'svc/headless:8080'],
    outcome: 'delivered',
    destinations: ['a/web-1 10.1.1.21:8080 1/2 from 10.1.1.10 kept', 'a/web-2 10.1.2.22:8080 1/2 from 10.1.1.10 kept'],
  },
  {
    name: 'an ExternalName stands for another Service',
    ask: ['pod/client', 'svc/alias:80'],
    outcome: 'delivered',
    destinations: ['a/web-1 10.1.1.21:8080 1/2 from 10.1.1.10 kept', 'a/web-2 10.1.2.22:8080 1/2 from 10.1.1.10 kept'],
    says: /CNAME web\.a\.svc\.cluster\.local/,
  },
  { name: 'an ExternalName of itself has no address', ask: ['pod/client', 'svc/loop:80'], outcome: 'unresolved' },
  {
    name: 'a NodePort masquerades what comes from outside',
    ask: ['203.0.113.9', '192.168.0.1:30080'],
    outcome: 'delivered',
    destinations: ['a/web-1 10.1.1.21:8080 1/2 from 10.1.1.1 masqueraded', 'a/web-2 10.1.2.22:8080 1/2 from 192.168.0.1 masqueraded'],
  },
  {
    name: 'in nftables mode a NodePort is closed on all but the primary address',
    ask: ['203.0.113.9', '172.16.0.1:30080'],
    outcome: 'refused',
  },
  {
    name: 'in iptables mode it is open on every address',
    ask: ['203.0.113.9', '172.16.0.1:30080', { proxyMode: 'iptables' }],
    outcome: 'delivered',
  },
  {
    name: 'a pod that dials the NodePort of another node comes there as its own node',
    ask: ['pod/client', '192.168.0.2:30080'],
    outcome: 'delivered',
    destinations: ['a/web-1 10.1.1.21:8080 1/2 from 192.168.0.2 masqueraded', 'a/web-2 10.1.2.22:8080 1/2 from 10.1.2.1 masqueraded'],
  },
  {
    name: 'a load balancer address is a short cut for clients inside whom its source ranges admit',
    ask: ['203.0.113.9', '198.51.100.1:80', { node: 'n1' }],
    outcome: 'delivered',
  },
  {
    name: 'others, pods too, are dropped',
    ask: ['pod/client', '198.51.100.1:80'],
    outcome: 'dropped',
    says: /10\.1\.1\.10 is not in loadBalancerSourceRanges/,
  },
  { name: 'source ranges guard no NodePort', ask: ['198.18.0.1', '192.168.0.1:30080'], outcome: 'delivered' },
  {
    name: 'with ipMode Proxy the packet really leaves for the load balancer',
    ask: ['pod/client', '198.51.100.2:80'],
    outcome: 'leaves-cluster',
    destinations: ['outside 198.51.100.2:80 always from 192.168.0.1 masqueraded'],
    says: /the load balancer of Service a\/web \(ipMode Proxy\)/,
  },
  { name: 'an externalIP is accepted by every node', ask: ['203.0.113.9', '198.51.100.7:80'], outcome: 'delivered' },
  {
    name: 'from the internet what source ranges do depends on who asks',
    ask: ['internet', 'svc/web:80'],
    outcome: 'unknown',
    says: /loadBalancerSourceRanges lets in 203\.0\.113\.0\/24 only/,
  },
  {
    name: 'externalTrafficPolicy Local drops on nodes without an endpoint, and keeps the client address on others',
    ask: ['internet', 'svc/local:80'],
    outcome: 'mixed',
    destinations: ['a/host 192.168.0.2:18080 always from ? kept'],
    says: /load balancer lb\.example\.com of Service a\/local[\s\S]*externalTrafficPolicy is Local and no usable endpoint is on n1/,
  },
  {
    name: 'a health check node port is answered by kube-proxy',
    ask: ['203.0.113.9', '192.168.0.2:32000'],
    outcome: 'delivered',
    destinations: ['kube-proxy n2 192.168.0.2:32000 always from 203.0.113.9 kept 200'],
  },
  {
    name: 'with 503 where no endpoint is',
    ask: ['203.0.113.9', '192.168.0.1:32000'],
    outcome: 'delivered',
    destinations: ['kube-proxy n1 192.168.0.1:32000 always from 203.0.113.9 kept 503'],
  },
  {
    name: 'a pod leaves the cluster with the address of its node',
    ask: ['pod/client', '8.8.8.8:53', { protocol: 'UDP' }],
    outcome: 'leaves-cluster',
    destinations: ['outside 8.8.8.8:53 always from 192.168.0.1 masqueraded'],
  },
  { name: 'an address of the pod range that no pod has has no route', ask: ['pod/client', '10.1.2.200:80'], outcome: 'dropped' },
  { name: 'an unallocated Cluster IP is dropped', ask: ['pod/client', '10.96.200.200:80'], outcome: 'dropped' },
  { name: 'the internet has no route to a Cluster IP', ask: ['internet', '10.96.0.10:80'], outcome: 'dropped' },
  {
    name: 'a pod without an address is not there yet',
    ask: ['pod/client', 'pod/pending'],
    outcome: 'dropped',
    says: /its phase is Pending/,
  },
];

describe('path', () => {
  it.each(STORIES.map((story) => [story.name, story] as const))('%s', (_name, story) => {
    const report = ask(...story.ask);
    expect(report.outcome).toBe(story.outcome);
    if (story.destinations !== undefined) expect(destinations(report)).toEqual(story.destinations);
    if (story.says !== undefined) expect(words(report)).toMatch(story.says);
    expect(report.summary).toMatch(/^\S+ → \S+( \(\w+\))?: \S/);
  });

  it('groups the pods of a workload where they differ', () => {
    const report = ask('ds/client', 'svc/alone:80');
    expect(report.answers.map(({ when }) => when)).toEqual([{ pods: ['a/client'] }, { pods: ['a/client-2'] }]);
    const same = ask('ds/client', 'svc/web:80');
    expect(same.answers.map(({ when }) => when)).toEqual([{}]);
    expect(destinations(same)).toEqual(['a/web-1 10.1.1.21:8080 1/2 from ? kept', 'a/web-2 10.1.2.22:8080 1/2 from ? kept']);
  });

  it('tells the way of the answer', () => {
    const [answer] = ask('pod/client', 'svc/web:80').answers;
    expect(answer?.traces[0]?.answer).toBe(
      'back to 10.1.1.10; connection tracking on n1 puts back the address that was dialled as its source',
    );
  });

  it('follows each mode where none is known and it matters, and one where it does not', () => {
    const unknown = clusterWith((object) => ('data' in object ? [] : [object]));
    const wrong = path(unknown, { namespace: 'a', from: 'pod/client', to: 'svc/web:81' });
    expect(wrong.answers.map(({ when, outcome }) => [when.proxyMode, outcome])).toEqual([
      [['iptables'], 'dropped'],
      [['nftables', 'ipvs'], 'refused'],
    ]);
    const right = path(unknown, { namespace: 'a', from: 'pod/client', to: 'svc/web:80' });
    expect(right.answers.map(({ when, outcome }) => [when, outcome])).toEqual([[{}, 'delivered']]);
    expect(right.assumptions.map(({ id }) => id)).toContain('proxy-mode');
  });

  it('names what replaces kube-proxy, and is not sure of what that does of its own', () => {
    const cilium = [
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'cilium', namespace: 'kube-system' },
        spec: {
          selector: {},
          template: { spec: { containers: [{ name: 'cilium-agent', image: 'quay.io/cilium/cilium:v1.18.0' }] } },
        },
        status: { desiredNumberScheduled: 2, numberReady: 2 },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'cilium-config', namespace: 'kube-system' },
        data: { 'kube-proxy-replacement': 'true' },
      },
    ];
    const cluster = readObjects([...OBJECTS, ...cilium], { complete: true });
    const right = path(cluster, { namespace: 'a', from: 'pod/client', to: 'svc/web:80' });
    expect(right.outcome).toBe('delivered');
    expect(right.assumptions.find(({ id }) => id === 'proxy-replacement')?.says).toMatch(/Cilium/);
    const wrong = path(cluster, { namespace: 'a', from: 'pod/client', to: 'svc/web:81' });
    expect(wrong.outcome).toBe('unknown');
    expect(wrong.summary).toMatch(/what Cilium does here is not known/);
  });

  it.each([
    ['svc/web', 'svc/web:80', /^invalid FROM "svc\/web": expected pod\/NAME/],
    ['pod/client', 'deploy/web:80', /^invalid TO "deploy\/web:80": expected svc\/NAME:PORT/],
    ['pod/client', '10.96.0.10', /^invalid TO "10\.96\.0\.10": a port is needed, e\.g\. 10\.96\.0\.10:80/],
    ['pod/client', '10.96.0.10:70000', /port must be between 1 and 65535/],
    ['pod/client', 'pod/twins', /^a port is needed for pod\/twins: it has 8080\/TCP, 8080\/TCP, 9000\/TCP admin/],
    ['pod/client', 'svc/web:https', /^error: service "web" does not have a TCP port named "https": it has 80\/TCP http/],
    ['pod/nobody', 'svc/web:80', /^Error from server \(NotFound\): pods "nobody" not found/],
    ['pod/client', 'svc/nothing:80', /^Error from server \(NotFound\): services "nothing" not found/],
    ['pod/pending', 'svc/web:80', /^error: pod a\/pending is not on a node yet, so it sends nothing/],
  ])("%s → %s is refused in kubectl's words", (from, to, message) => {
    expect(() => ask(from, to)).toThrow(message);
  });

  it('refuses --node for what is somewhere already', () => {
    expect(() => ask('pod/client', 'svc/web:80', { node: 'n1' })).toThrow(/--node goes with an address or "internet"/);
  });
});
