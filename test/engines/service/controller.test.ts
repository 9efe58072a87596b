import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import { autoHints, cpuRatiosByZone, podToEndpoint, trafficDistributionHints } from '../../../src/engines/service/index.ts';
import { READY, serviceWith, sliceOf, UNREADY } from './objects.ts';

type Raw = Readonly<Record<string, unknown>>;

describe('podToEndpoint', () => {
  const pod = (spec: Raw = {}, status: Raw = {}, namespace = 'a') =>
    project('Pod', {
      metadata: { name: 'web-0', namespace, uid: 'u1' },
      spec: { nodeName: 'n1', ...spec },
      status: { phase: 'Running', podIPs: [{ ip: '10.244.1.2' }, { ip: 'fd00:0:0::2' }], ...status },
    });
  const service = serviceWith();

  it('names the pod, and gives each family its own address in the usual spelling', () => {
    expect(podToEndpoint(service, pod(), undefined, 'IPv6')).toEqual({
      addresses: ['fd00::2'],
      conditions: { ready: false, serving: false, terminating: false },
      nodeName: 'n1',
      targetRef: { kind: 'Pod', name: 'web-0', namespace: 'a', uid: 'u1' },
    });
  });
  it('leaves out pods that have ended, and pods without an address of the family', () => {
    expect(podToEndpoint(service, pod({}, { phase: 'Succeeded' }), undefined, 'IPv4')).toBeUndefined();
    expect(podToEndpoint(service, pod({}, { phase: 'Failed' }), undefined, 'IPv4')).toBeUndefined();
    expect(podToEndpoint(service, pod({}, { podIPs: [{ ip: '10.244.1.2' }] }), undefined, 'IPv6')).toBeUndefined();
  });
  it('gives a host name only in the Service’s namespace and subdomain', () => {
    const hostname = (spec: Raw, namespace?: string) => podToEndpoint(service, pod(spec, {}, namespace), undefined, 'IPv4')?.hostname;
    expect(hostname({ hostname: 'db', subdomain: 'foo' })).toBe('db');
    expect(hostname({ hostname: 'db', subdomain: 'bar' })).toBeUndefined();
    expect(hostname({ hostname: 'db' })).toBeUndefined();
    expect(hostname({ subdomain: 'foo' })).toBeUndefined();
    expect(hostname({ hostname: 'db', subdomain: 'foo' }, 'b')).toBeUndefined();
  });
  it('takes no zone from a node without one', () => {
    const node = (labels: Raw) => project('Node', { metadata: { name: 'n1', labels } });
    expect(podToEndpoint(service, pod(), node({ 'topology.kubernetes.io/zone': 'z1' }), 'IPv4')?.zone).toBe('z1');
    expect(podToEndpoint(service, pod(), node({ 'topology.kubernetes.io/zone': '' }), 'IPv4')).not.toHaveProperty('zone');
    expect(podToEndpoint(service, pod(), node({}), 'IPv4')).not.toHaveProperty('zone');
  });
});

const inZones = (...zones: readonly (string | undefined)[]) =>
  sliceOf(zones.map((zone) => ({ addresses: ['10.244.0.1'], conditions: READY, ...(zone === undefined ? {} : { zone }) }))).endpoints;

describe('trafficDistributionHints', () => {
  it('gives no hint to an endpoint whose readiness is left open', () => {
    const { endpoints } = sliceOf([{ addresses: ['10.244.0.1'], zone: 'z1' }]);
    expect(trafficDistributionHints('PreferSameZone', endpoints)).toEqual([undefined]);
  });
});

describe('autoHints', () => {
  const zonesOf = (hints: ReturnType<typeof autoHints>) => hints?.map((one) => one?.forZones.map(({ name }) => name).join());

  it('moves endpoints to the zones that have too few for their CPUs', () => {
    expect(zonesOf(autoHints({ z1: 0.5, z2: 0.5 }, inZones('z1', 'z1', 'z1', 'z1')))).toEqual(['z2', 'z2', 'z1', 'z1']);
    expect(zonesOf(autoHints({ z1: 0.25, z2: 0.25, z3: 0.5 }, inZones('z1', 'z1', 'z1', 'z2')))).toEqual(['z3', 'z3', 'z1', 'z2']);
  });
  it('moves none for less than half an endpoint', () => {
    const third = 7.1 / 36;
    const zones = ['z1', 'z1', 'z1', 'z1', 'z1', 'z1', 'z2', 'z2', 'z3', 'z3', 'z4', 'z4'];
    expect(zonesOf(autoHints({ z1: 4.9 / 12, z2: third, z3: third, z4: third }, inZones(...zones)))).toEqual(zones);
  });
  it('gives each zone at least what keeps its endpoints below 20 % overload', () => {
    expect(zonesOf(autoHints({ z1: 0.9, z2: 0.1 }, inZones('z1', 'z1', 'z1', 'z1', 'z1', 'z1')))).toEqual([
      'z2',
      'z1',
      'z1',
      'z1',
      'z1',
      'z1',
    ]);
  });
  it('withdraws all hints where that cannot be', () => {
    expect(autoHints({ z1: 0.67, z2: 0.33 }, inZones('z1', 'z2'))).toBeUndefined();
  });
  it('leaves an endpoint in its zone where that zone has no CPUs that count', () => {
    expect(zonesOf(autoHints({ z1: 0.5, z2: 0.5 }, inZones('z9', 'z1', 'z1', 'z1', 'z2', 'z2')))).toEqual([
      'z9',
      'z1',
      'z1',
      'z1',
      'z2',
      'z2',
    ]);
  });
  it('needs two zones, and a zone for each ready endpoint', () => {
    expect(autoHints({ z1: 1 }, inZones('z1', 'z1'))).toBeUndefined();
    expect(autoHints({ z1: 0.5, z2: 0.5 }, inZones('z1', 'z2', undefined))).toBeUndefined();
    expect(autoHints({ z1: 0.5, z2: 0.5 }, inZones('z1', 'z2', ''))).toBeUndefined();
  });
  it('does not count endpoints that are not ready', () => {
    const { endpoints } = sliceOf(['z1', 'z2'].map((zone) => ({ addresses: ['10.244.0.1'], conditions: UNREADY, zone })));
    expect(autoHints({ z1: 0.5, z2: 0.5 }, endpoints)).toBeUndefined();
  });
});

describe('cpuRatiosByZone', () => {
  const node = (
    name: string,
    zone: string | undefined,
    cpu: string | undefined,
    { ready = 'True', labels = {} }: { ready?: string; labels?: Raw } = {},
  ) =>
    project('Node', {
      metadata: { name, labels: { ...labels, ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }) } },
      status: { conditions: [{ type: 'Ready', status: ready }], allocatable: cpu === undefined ? {} : { cpu } },
    });

  it('adds up the CPUs of the zones', () => {
    expect(cpuRatiosByZone([node('a', 'z1', '4'), node('b', 'z1', '2'), node('c', 'z2', '2000m')])).toEqual({ z1: 0.75, z2: 0.25 });
  });
  it('passes over control planes and nodes that are not ready, whatever they lack', () => {
    const labels = { 'node-role.kubernetes.io/control-plane': '' };
    const nodes = [
      node('a', 'z1', '1'),
      node('b', 'z2', '1'),
      node('c', undefined, '8', { labels }),
      node('d', 'z3', undefined, { ready: 'Unknown' }),
    ];
    expect(cpuRatiosByZone(nodes)).toEqual({ z1: 0.5, z2: 0.5 });
  });
  it('knows nothing as soon as one node has no zone or no CPUs, or with one zone', () => {
    expect(cpuRatiosByZone([node('a', 'z1', '1'), node('b', 'z2', '1'), node('c', undefined, '1')])).toBeUndefined();
    expect(cpuRatiosByZone([node('a', 'z1', '1'), node('b', 'z2', '1'), node('c', 'z2', undefined)])).toBeUndefined();
    expect(cpuRatiosByZone([node('a', 'z1', '1'), node('b', 'z1', '1')])).toBeUndefined();
    expect(cpuRatiosByZone([])).toBeUndefined();
  });
});
