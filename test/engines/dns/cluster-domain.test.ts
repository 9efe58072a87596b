import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import { clusterDomainOf } from '../../../src/engines/dns/index.ts';
import type { Lookup } from '../../../src/model/listing.ts';
import type { ConfigMap } from '../../../src/model/resources/config-map.ts';

function corefile(text: string): Lookup<ConfigMap> {
  return {
    state: 'found',
    item: project('ConfigMap', { metadata: { name: 'coredns', namespace: 'kube-system' }, data: { Corefile: text } }),
  };
}

const KUBEADM = `.:53 {
    errors
    health {
       lameduck 5s
    }
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
}
`;

describe('clusterDomainOf', () => {
  it.each([
    ['the Corefile of kubeadm', KUBEADM, 'cluster.local'],
    ['reverse zones first', '. {\n kubernetes in-addr.arpa 10.96.0.0/12 fd00::/108 corp.example\n}', 'corp.example'],
    ['zones of the server block', 'Corp.Example.:53 {\n errors\n kubernetes\n}', 'corp.example'],
    [
      'zones of the server block over several lines, with scheme and port',
      'in-addr.arpa,\ndns://corp.example:1053 {\n kubernetes {\n ttl 5\n }\n}',
      'corp.example',
    ],
    ['zones of its own server block only', 'example.com {\n forward . 1.1.1.1\n}\ncorp.example {\n kubernetes\n}', 'corp.example'],
    ['a plugin in a later server block', 'example.com {\n forward . 1.1.1.1\n}\n\n.:53 {\n kubernetes k8s.internal\n}', 'k8s.internal'],
    [
      'a later plugin, where the first has reverse zones only',
      'in-addr.arpa {\n kubernetes\n}\ncorp.example {\n kubernetes\n}',
      'corp.example',
    ],
    ['a comment', '# kubernetes no.example\n. {\n # kubernetes not.example\n kubernetes yes.example # old.example\n}', 'yes.example'],
    [
      'quotes',
      '. {\n template IN A { # {\n answer "kubernetes {\n kubernetes bad.example"\n }\n kubernetes "corp.example"\n}',
      'corp.example',
    ],
    ['a directive of that name deeper down', '. {\n log {\n kubernetes bad.example\n }\n kubernetes corp.example\n}', 'corp.example'],
  ])('reads %s', (_what, text, domain) => {
    expect(clusterDomainOf(corefile(text))).toEqual({
      domain,
      known: true,
      says: `the Corefile in ConfigMap kube-system/coredns serves ${domain}`,
    });
  });

  const noZone = 'the Corefile names no zone for the kubernetes plugin';
  it.each([
    ['the root alone', corefile('.:53 {\n kubernetes\n}'), noZone],
    ['a zone from the environment', corefile('.:53 {\n kubernetes {$CLUSTER_DOMAIN} in-addr.arpa\n}'), noZone],
    ['a snippet', corefile('(shared) {\n kubernetes\n}\n. {\n import shared\n}'), noZone],
    ['no kubernetes plugin', corefile('. {\n forward . 8.8.8.8\n}'), noZone],
    ['an empty Corefile', corefile(''), noZone],
    ['no ConfigMap', { state: 'absent' } as const, 'ConfigMap kube-system/coredns does not exist'],
    ['a ConfigMap that could not be read', { state: 'unknown', gaps: [] } as const, 'ConfigMap kube-system/coredns could not be read'],
  ])('assumes cluster.local of %s', (_what, lookup, why) => {
    expect(clusterDomainOf(lookup)).toEqual({
      domain: 'cluster.local',
      known: false,
      says: `the cluster's DNS domain is cluster.local (${why})`,
    });
  });
});
