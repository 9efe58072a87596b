import { describeRef, nameOf } from '../model/object-ref.ts';
import type { AdminRuleReport, AdmittedPeer, AdmittingPods, OutsideAdmissionReport, PortAdmission } from '../model/pod-policies.ts';
import type { PodIsolation, PodReport } from '../model/pod-report.ts';
import type { ServicePortReport, ServiceReport } from '../model/service-report.ts';
import { describePort } from '../model/values/port.ts';
import { type Block, type Column, type Line, line, type Span, span, type Tone } from './document.ts';

/** Whether policies isolate a pod, who may connect to it, and where it may connect. */
export function podPolicyBlocks({ policies, network }: PodReport): readonly Block[] {
  const aside = network.hostNetwork ? 'on hostNetwork pods most plugins do not enforce them' : undefined;
  const { ingress, egress } = policies;
  const rows = [...allowanceRows(ingress, 'from'), ...allowanceRows(egress, 'to')];
  return [
    { type: 'heading', text: 'WHO MAY CONNECT', ...(aside === undefined ? {} : { aside }) },
    {
      type: 'pairs',
      pairs: [
        { name: 'Ingress', value: isolation(ingress, 'comes in') },
        { name: 'Egress', value: isolation(egress, 'goes out') },
      ],
    },
    ...(rows.length === 0 ? [] : [{ type: 'table' as const, columns: ALLOWED, rows }]),
    ...adminBlocks([...ingress.before, ...egress.before], 'asked before NetworkPolicies'),
    ...adminBlocks([...ofOpen(ingress), ...ofOpen(egress)], 'asked after NetworkPolicies'),
    ...doubtBlocks([...new Set([...ingress.doubts, ...egress.doubts])]),
  ];
}

/** Where NetworkPolicies isolate, the Baseline tier has no say. */
function ofOpen({ isolated, after }: PodIsolation): readonly AdminRuleReport[] {
  return isolated === 'yes' ? [] : after;
}

function isolation({ isolated, policies, allows, before, after, doubts }: PodIsolation, moves: string): Line {
  switch (isolated) {
    case 'no': {
      const others = before.length + after.length > 0 ? '; what the rules below do not decide passes' : '';
      const rest = doubts.length > 0 ? '; other policies may have a say' : `, so that everything ${moves}`;
      return line(`open: no NetworkPolicy selects it${others === '' ? rest : others}`);
    }
    case 'unknown':
      return line('unknown: the policies of its namespace could not all be read', 'warn');
    case 'yes': {
      const names = shortened(policies);
      return [
        span('isolated', 'warn'),
        span(` by ${names}: ${allows.length === 0 ? `nothing ${moves}` : `only what stands below ${moves}`}`),
      ];
    }
  }
}

/** So many pods, or policies, are named. */
const NAMED = 3;

function shortened(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const ALLOWED: readonly Column[] = [
  { title: 'PORT', prose: true },
  { title: '' },
  { title: 'WHO', prose: true },
  { title: 'BY', name: true },
];

function allowanceRows({ allows }: PodIsolation, word: 'from' | 'to'): readonly (readonly Span[])[] {
  return allows.flatMap(({ ports, peers }) =>
    distinctPeers(peers).map(({ says, by }, index) => [span(index === 0 ? ports : '', 'strong'), span(word, 'dim'), span(says), span(by)]),
  );
}

/** Each peer once, with the policies that let it through. */
function distinctPeers(peers: readonly AdmittedPeer[]): readonly { readonly says: string; readonly by: string }[] {
  const named = new Map<string, Set<string>>();
  for (const { says, policy } of peers) named.set(says, (named.get(says) ?? new Set()).add(policy.name));
  return [...named].map(([says, names]) => ({ says, by: shortened([...names]) }));
}

function adminBlocks(rules: readonly AdminRuleReport[], when: string): readonly Block[] {
  if (rules.length === 0) return [];
  const lines = rules.map(({ policy, says }) => [span(describeRef(policy), 'strong'), span(` ${says}`), span(`  (${when})`, 'dim')]);
  return [{ type: 'lines', lines }];
}

function doubtBlocks(doubts: readonly string[]): readonly Block[] {
  return doubts.length === 0 ? [] : [{ type: 'lines', lines: doubts.map((one) => line(`open: ${one}`, 'warn')) }];
}

/** Who may connect to the pods behind each port of a Service; nothing where no policy has a say. */
export function serviceAdmissionBlocks({ ports, service }: ServiceReport): readonly Block[] {
  const told = ports.flatMap((port) => (port.admission === undefined ? [] : [{ port, admission: port.admission }]));
  if (told.length === 0) return [];
  const lines = told.flatMap(({ port, admission }) => admissionLines(port, admission, ports.length > 1));
  const rows = told.flatMap(({ port, admission }) => groupRows(port, admission, service.namespace));
  return [
    { type: 'heading', text: 'WHO MAY CONNECT', aside: 'by the policies of the pods, if they are enforced' },
    { type: 'lines', lines },
    ...(rows.length === 0 ? [] : [{ type: 'table' as const, columns: GROUPS, rows }]),
    ...adminBlocks(distinctRules(told.flatMap(({ admission }) => admission.groups)), 'rule of an administrator'),
    ...doubtBlocks([...new Set(told.flatMap(({ admission }) => admission.doubts))]),
  ];
}

function admissionLines(port: ServicePortReport, { says, client, outside }: PortAdmission, isOneOfSeveral: boolean): readonly Line[] {
  const name = isOneOfSeveral ? `${describePort(port)}: ` : '';
  return [
    [span(name, 'strong'), span(says)],
    ...(client === undefined ? [] : [[span(name, 'strong'), span(client.says, client.admitted > 0 ? 'plain' : 'bad')]]),
    ...(outside === undefined ? [] : [[span(name, 'strong'), span('from outside: '), ...outsideSpans(outside)]]),
  ];
}

const TONES: Readonly<Record<OutsideAdmissionReport['verdict'], Tone>> = { yes: 'good', no: 'bad', some: 'warn', unknown: 'warn' };

function outsideSpans({ verdict, sources, why }: OutsideAdmissionReport): readonly Span[] {
  const least = verdict === 'unknown' ? 'at least ' : '';
  const from = sources.length === 0 || verdict === 'yes' ? '' : `: ${least}${sources.join(', ')}`;
  return [span(verdict, TONES[verdict]), span(`${from} (${why})`)];
}

const GROUPS: readonly Column[] = [
  { title: 'PORT' },
  { title: 'PODS', prose: true },
  { title: 'ADMIT', prose: true },
  { title: 'BY', name: true },
];

function groupRows(port: ServicePortReport, { groups }: PortAdmission, namespace: string): readonly (readonly Span[])[] {
  if (groups.every(({ isolated }) => isolated === 'no')) return [];
  return groups.flatMap(({ pods, isolated, peers, admin }) => {
    const names = shortened(pods);
    const admitted = distinctPeers(peers.map((peer) => ({ ...peer, policy: { ...peer.policy, name: shortName(peer, namespace) } })));
    const told =
      admitted.length > 0
        ? admitted
        : [
            {
              says: isolated === 'no' && admin.length > 0 ? 'everybody whom no rule of an administrator keeps out' : EMPTY[isolated],
              by: '-',
            },
          ];
    return told.map(({ says, by }, index) => [
      span(index === 0 ? describePort(port) : ''),
      span(index === 0 ? names : ''),
      span(says),
      span(by),
    ]);
  });
}

const EMPTY: Readonly<Record<AdmittingPods['isolated'], string>> = { yes: 'nobody', no: 'everybody', unknown: 'unknown' };

function shortName({ policy }: AdmittedPeer, namespace: string): string {
  return policy.namespace === namespace ? policy.name : nameOf(policy);
}

function distinctRules(groups: readonly AdmittingPods[]): readonly AdminRuleReport[] {
  const rules = groups.flatMap(({ admin }) => admin.map((one) => [`${describeRef(one.policy)} ${one.rule}`, one] as const));
  return [...new Map(rules).values()];
}
