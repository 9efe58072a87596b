import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { audit } from '../../src/questions/audit/index.ts';

const node = (name: string, ready: 'True' | 'False') => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { conditions: [{ type: 'Ready', status: ready }], addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
});

const service = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'a' },
  spec: { clusterIP: 'None', ports: [{ port: 80 }] },
});

const slice = (name: string, ...nodes: readonly string[]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-1`, namespace: 'a', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  ports: [{ port: 80 }],
  endpoints: nodes.map((nodeName, index) => ({ addresses: [`10.1.0.${index + 1}`], nodeName, conditions: { ready: true } })),
});

const told = (rules: readonly string[], ...objects: readonly object[]) =>
  audit(readObjects(objects, { complete: true, takenAt: '2026-11-22T07:40:00Z' }), { allNamespaces: true, rules }).findings.map(
    ({ identity, follows }) => [identity, ...follows].join(' → '),
  );

describe('what follows from the finding of another object', () => {
  const broken = [node('good', 'True'), node('bad', 'False'), node('worse', 'False')];

  it('is told once, at its cause', () => {
    const objects = [...broken, service('x'), slice('x', 'good', 'bad'), service('y'), slice('y', 'bad', 'worse')];
    expect(told(['NX6001', 'NX1022'], ...objects)).toEqual(['NX6001 Node bad → NX1022', 'NX6001 Node worse → NX1022']);
  });

  it('is told by itself where its cause is not judged', () => {
    expect(told(['NX1022'], ...broken, service('x'), slice('x', 'good', 'bad'))).toEqual(['NX1022 Service a/x']);
  });

  it('is told by itself as far as the cause does not explain it', () => {
    expect(told(['NX6001', 'NX1022'], node('bad', 'False'), service('x'), slice('x', 'bad', 'gone'))).toEqual([
      'NX6001 Node bad → NX1022',
      'NX1022 Service a/x',
    ]);
  });

  it('does not hide what another pod has', () => {
    const pod = (name: string, on: string, container: object) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'a', labels: { app: 'x' } },
      spec: { nodeName: on, containers: [{ name: 'c' }] },
      status: {
        phase: 'Running',
        podIPs: [{ ip: '10.1.0.1' }],
        conditions: [{ type: 'Ready', status: 'False' }],
        containerStatuses: [container],
      },
    });
    const running = { name: 'c', ready: true, state: { running: {} } };
    const crashing = { name: 'c', ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } };
    const selecting = { ...service('x'), spec: { clusterIP: 'None', selector: { app: 'x' }, ports: [{ port: 80 }] } };
    const lost = [...broken, selecting, slice('x', 'good'), pod('lost', 'bad', running)];
    expect(told(['NX6001', 'NX1008'], ...lost)).toEqual(['NX6001 Node bad → NX1008', 'NX6001 Node worse']);
    expect(told(['NX6001', 'NX1008'], ...lost, pod('sick', 'good', crashing))).toContain('NX1008 Service a/x');
  });
});
