import type { DataPlaneService, GatewayListenerReport, GatewayReport } from '../model/gateway-report.ts';
import type { ReportedCondition } from '../model/gateway-status.ts';
import { describeRef, nameOf } from '../model/object-ref.ts';
import { describePort } from '../model/values/port.ts';
import { assumptionBlocks, findingBlocks, grouped, notCheckedBlocks } from './common.ts';
import { type Block, type Document, type Line, line, span, type Tone } from './document.ts';
import { addressLine, conditionLine, isGood, truthSpan } from './gateway-common.ts';

/** The report of a Gateway as a person reads it: the verdict, what is wrong, where it is reached, its listeners and their routes. */
export function gatewayDocument(report: GatewayReport): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, VERDICT_TONE[report.outcome]) },
      ...findingBlocks(report.findings),
      ...gatewayBlocks(report),
      ...listenerBlocks(report),
      ...setBlocks(report),
      ...routeBlocks(report),
      ...assumptionBlocks(report.assumptions),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

const VERDICT_TONE: Readonly<Record<GatewayReport['outcome'], Tone>> = {
  programmed: 'good',
  stale: 'warn',
  'not-programmed': 'bad',
  pending: 'warn',
};

function gatewayBlocks(report: GatewayReport): readonly Block[] {
  const { addresses, conditions, dataPlane } = report;
  const services = dataPlane.services === 'unknown' ? [line('could not be read', 'warn')] : dataPlane.services.map(serviceLine);
  return [
    { type: 'heading', text: 'GATEWAY' },
    {
      type: 'pairs',
      pairs: [
        { name: 'Class', value: classLine(report) },
        { name: 'Controller says', value: conditionLine(conditions) },
        ...(addresses.length === 0 ? [{ name: 'Address', value: line('none', 'warn') }] : []),
        ...addresses.map((one) => ({ name: 'Address', value: addressLine(one) })),
        ...services.map((value) => ({ name: 'Service', value })),
        { name: 'Pods', value: podsLine(report) },
      ],
    },
  ];
}

function classLine({ class: own }: GatewayReport): Line {
  const { name, exists, controller, conditions } = own;
  if (exists === 'no') return [span(name, 'strong'), span('   there is no such GatewayClass', 'bad')];
  if (exists === 'unknown') return [span(name, 'strong'), span('   could not be read', 'warn')];
  return [span(name, 'strong'), span(`   of ${controller}   `, 'dim'), ...conditionLine(conditions)];
}

function serviceLine({ namespace, name, type, loadBalancer, clusterIPs, ports }: DataPlaneService): Line {
  const own = [...loadBalancer, ...clusterIPs].join(', ');
  const open = ports.map(
    ({ nodePort, ...one }) => `${describePort({ ...one, name: '' })}${nodePort === undefined ? '' : ` (NodePort ${nodePort})`}`,
  );
  return [span(`${namespace}/${name}`, 'strong'), span(`   ${type} ${own}: ${open.join(', ')}`, 'dim')];
}

function podsLine({ dataPlane: { pods } }: GatewayReport): Line {
  if (pods === 'unknown') return line('could not be read', 'warn');
  if (pods.length === 0) return line('none carries its name: the implementation runs them elsewhere', 'dim');
  const ready = pods.filter((pod) => pod.ready).length;
  const names = pods.map(({ name, node }) => (node === undefined ? name : `${name} on ${node}`));
  return [
    span(`${ready} of ${pods.length} ready`, ready === 0 ? 'bad' : ready < pods.length ? 'warn' : 'good'),
    span(`   ${names.join(', ')}`, 'dim'),
  ];
}

function listenerBlocks({ listeners, listenersComplete }: GatewayReport): readonly Block[] {
  const reasons = listeners.flatMap((one) => [
    ...[one.accepted, one.resolvedRefs].flatMap(({ holds, says }) => (holds === 'yes' ? [] : [{ of: one.name, why: says }])),
    ...saidOf(one).map((why) => ({ of: one.name, why })),
  ]);
  return [
    { type: 'heading', text: 'LISTENERS', ...(listenersComplete ? {} : { aside: 'not all could be read' }) },
    {
      type: 'table',
      columns: [
        { title: 'NAME', name: true },
        { title: 'PORT' },
        { title: 'HOST', prose: true },
        { title: 'TLS', prose: true },
        { title: 'FROM', prose: true },
        { title: 'KINDS', wide: true, prose: true },
        { title: 'ROUTES' },
        { title: 'USABLE' },
        { title: 'OF', wide: true, name: true },
      ],
      rows: listeners.map((one) => [
        span(one.name),
        span(`${one.port}/${one.protocol}`),
        span(one.hostname ?? '*'),
        span(tlsOf(one)),
        span(one.namespaces),
        span(one.kinds.join(', ') || 'none'),
        span(`${one.routes.length}${one.routesComplete ? '' : ' or more'}`),
        truthSpan(one.programmed),
        span(`${one.of.kind} ${nameOf(one.of)}`),
      ]),
    },
    ...grouped(reasons),
  ];
}

function tlsOf({ tls, certificates }: GatewayListenerReport): string {
  if (tls === undefined) return '-';
  const names = certificates.map(({ namespace, name }) => `${namespace}/${name}`);
  return [tls, ...names].join(' ');
}

/** What a controller says that is not as it should be, that it says nothing, and where it counts other routes. */
function saidOf({ reported, routes, routesComplete }: GatewayListenerReport): readonly string[] {
  if (reported === undefined) return ['no controller says anything of it'];
  const bad = badOf(reported.conditions).map(({ type, status, reason, message, stale }) => {
    const why = [reason, message, stale === true ? 'of an older generation' : undefined].filter((one) => one !== undefined && one !== '');
    return `${type} ${status}${why.length === 0 ? '' : ` (${why.join(', ')})`}`;
  });
  const counted = routes.filter(({ attached }) => attached === 'yes').length;
  return [
    ...(bad.length === 0 ? [] : [`its controller says ${bad.join(', ')}`]),
    ...(routesComplete && counted !== reported.attachedRoutes ? [`its controller counts ${reported.attachedRoutes} routes`] : []),
  ];
}

function badOf(conditions: readonly ReportedCondition[]): readonly ReportedCondition[] {
  return conditions.filter((one) => !isGood(one) || one.stale === true);
}

function setBlocks({ listenerSets }: GatewayReport): readonly Block[] {
  if (listenerSets.length === 0) return [];
  return [
    { type: 'heading', text: 'LISTENER SETS' },
    {
      type: 'table',
      columns: [{ title: 'NAME', name: true }, { title: 'ADMITTED' }, { title: 'WHY', prose: true }],
      rows: listenerSets.map((one) => [span(nameOf(one.object)), truthSpan(one), span(one.says)]),
    },
  ];
}

function routeBlocks({ listeners }: GatewayReport): readonly Block[] {
  const rows = listeners.flatMap(({ name, routes }) =>
    routes.map(({ route, attached, hosts }) => [
      span(describeRef(route)),
      span(name),
      span(hosts.join(', ')),
      truthSpan({ holds: attached }),
    ]),
  );
  if (rows.length === 0) return [];
  return [
    { type: 'heading', text: 'ROUTES' },
    {
      type: 'table',
      columns: [
        { title: 'ROUTE', name: true },
        { title: 'LISTENER', name: true },
        { title: 'FOR HOSTS', prose: true },
        { title: 'ATTACHED' },
      ],
      rows,
    },
  ];
}
