import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { BackendTLSPolicy } from '../../model/resources/backend-tls-policy.ts';
import type { Unjudged } from '../rule.ts';
import { describeParent } from './condition-writers.ts';
import { enumerate } from './enumerate.ts';
import { findCondition, presentConditions, quote, whyOf } from './gateway-conditions.ts';

/** What is wrong with a BackendTLSPolicy. */
export interface PolicyFault {
  /** The part of the spec. */
  readonly about: string;
  readonly why: string;
  readonly effect: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/** The entry of a ConfigMap in which certificates of authorities stand. Source: gateway-api apis/v1/backendtlspolicy_types.go (1.6). */
const CA_KEY = 'ca.crt';

const NO_EFFECT = 'the Gateway goes on without this policy there';
const NO_TRUST = 'the Gateway trusts no certificate of the backend, and answers with an error';

/** What keeps a policy from being applied: by the objects, else by what controllers say. */
export function policyFaults(policy: BackendTLSPolicy, cluster: ClusterIndex): readonly (PolicyFault | Unjudged)[] {
  const object = refTo('BackendTLSPolicy', policy.metadata);
  const { namespace = '' } = policy.metadata;
  const targets = policy.spec.targetRefs.flatMap(({ group, kind, name, sectionName }, index) =>
    group === '' && kind === 'Service' ? [{ name, sectionName, field: `spec.targetRefs[${index}]` }] : [],
  );
  const authorities = policy.spec.caCertificateRefs.flatMap(({ group, kind, name }, index) =>
    group === '' && kind === 'ConfigMap' ? [{ name, index }] : [],
  );
  const results = [
    ...targets.map((one) => targetFault(one, namespace, object, cluster)),
    ...authorities.map((one) => authorityFault(one, namespace, object, cluster)),
  ].filter((one) => one !== undefined);
  const said = saidFaults(policy, object);
  const faults = results.filter((one) => 'evidence' in one);
  if (faults.length === 0 && said.length > 0) return said;
  const quoted = said.flatMap(({ evidence: [first] }) => [first]);
  return results.map((one) => ('evidence' in one ? { ...one, evidence: [...one.evidence, ...quoted] } : one));
}

interface Target {
  readonly name: string;
  readonly sectionName: string | undefined;
  readonly field: string;
}

function targetFault(
  { name, sectionName, field }: Target,
  namespace: string,
  object: ObjectRef,
  cluster: ClusterIndex,
): PolicyFault | Unjudged | undefined {
  const found = cluster.get('Service', name, namespace);
  if (found.state === 'unknown') return { unjudged: found.gaps };
  const service = `Service ${namespace}/${name}`;
  const base = { about: `target ${name}${sectionName === undefined ? '' : `, ${sectionName}`}`, effect: NO_EFFECT };
  if (found.state === 'absent') {
    return {
      ...base,
      why: `${service} does not exist`,
      evidence: [{ object, field: `${field}.name`, value: name, says: 'no such Service' }],
    };
  }
  const { ports } = found.item.spec;
  if (sectionName === undefined || ports.some((port) => port.name === sectionName)) return undefined;
  const has = enumerate(ports.map((port) => port.name).filter((one) => one !== ''));
  const why = `${service} has no port with the name ${sectionName}`;
  return {
    ...base,
    why,
    evidence: [
      { object, field: `${field}.sectionName`, value: sectionName, says: 'a port by its name' },
      { object: refTo('Service', found.item.metadata), field: 'spec.ports', says: has === '' ? 'no port has a name' : has },
    ],
  };
}

function authorityFault(
  { name, index }: { readonly name: string; readonly index: number },
  namespace: string,
  object: ObjectRef,
  cluster: ClusterIndex,
): PolicyFault | Unjudged | undefined {
  const found = cluster.get('ConfigMap', name, namespace);
  if (found.state === 'unknown') return { unjudged: found.gaps };
  if (found.state === 'found' && CA_KEY in found.item.data) return undefined;
  const what = `ConfigMap ${namespace}/${name}`;
  const why = found.state === 'absent' ? `${what} with the certificates of authorities does not exist` : `${what} has no entry ${CA_KEY}`;
  const asks = { object, field: `spec.caCertificateRefs[${index}].name`, value: name, says: why };
  return { about: `caCertificateRef ${name}`, why, effect: NO_TRUST, evidence: [asks] };
}

function saidFaults({ metadata, status }: BackendTLSPolicy, object: ObjectRef): readonly PolicyFault[] {
  return status.ancestors.flatMap(({ ancestorRef, conditions }, index) => {
    const present = presentConditions(conditions, metadata, `status.ancestors[${index}]`);
    const said = findCondition(present, 'Accepted', 'False') ?? findCondition(present, 'ResolvedRefs', 'False');
    if (said === undefined) return [];
    const parent = describeParent(ancestorRef, metadata.namespace);
    const why = `the controller of ${parent} says ${whyOf(said)}`;
    const effect = said.condition.reason === 'Conflicted' ? 'another policy for the same target goes first' : NO_EFFECT;
    return [{ about: `what ${parent} is given`, why, effect, evidence: [quote(object, said)] as const }];
  });
}
