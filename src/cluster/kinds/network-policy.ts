import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../../model/resources/network-policy.ts';
import type { Readable } from '../../model/values/malformed.ts';
import { labelSelectorOf } from './label-selector.ts';
import { metadataOf, present, type RawReader } from './raw.ts';
import { readable } from './readable.ts';

/**
 * A networking.k8s.io/v1 NetworkPolicy; without `policyTypes` it is for Ingress, and for Egress where it has an egress rule.
 * Parts that are malformed stay in it as such.
 * Source: kubernetes pkg/apis/networking/v1/defaults.go, SetDefaults_NetworkPolicy (1.36).
 */
export function networkPolicyOf(raw: RawReader): NetworkPolicy {
  const spec = raw.object('spec');
  return {
    metadata: metadataOf(raw),
    spec: {
      podSelector: readable(() => labelSelectorOf(spec.object('podSelector'))),
      policyTypes: readable(() => policyTypesOf(spec)),
      ingress: readable(() => spec.objects('ingress').map((rule) => readable(() => ingressRuleOf(rule)))),
      egress: readable(() => spec.objects('egress').map((rule) => readable(() => egressRuleOf(rule)))),
    },
  };
}

function policyTypesOf(spec: RawReader): readonly string[] {
  const said = spec.texts('policyTypes');
  if (said.length > 0) return said;
  return spec.objects('egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function ingressRuleOf(raw: RawReader): NetworkPolicyIngressRule {
  return { from: raw.objects('from').map(peerOf), ports: raw.objects('ports').map(portOf) };
}

function egressRuleOf(raw: RawReader): NetworkPolicyEgressRule {
  return { to: raw.objects('to').map(peerOf), ports: raw.objects('ports').map(portOf) };
}

function peerOf(raw: RawReader): NetworkPolicyPeer {
  const selector = (key: string) => (raw.has(key) ? readable(() => labelSelectorOf(raw.object(key))) : undefined);
  return present({
    podSelector: selector('podSelector'),
    namespaceSelector: selector('namespaceSelector'),
    ipBlock: raw.has('ipBlock') ? readable(() => ipBlockOf(raw.object('ipBlock'))) : undefined,
  });
}

function ipBlockOf(raw: RawReader): IPBlock {
  return { cidr: raw.text('cidr') ?? '', except: raw.texts('except') };
}

function portOf(raw: RawReader): Readable<NetworkPolicyPort> {
  return readable(() =>
    present({ protocol: raw.text('protocol') ?? 'TCP', port: raw.intOrString('port'), endPort: raw.number('endPort') }),
  );
}
