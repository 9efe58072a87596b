import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { describeRef } from '../../src/model/object-ref.ts';
import { audit } from '../../src/questions/audit/index.ts';

const service = (spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
});
const workload = (kind: string, spec: object = {}, metadata: object = { labels: { app: 'web' } }) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata, spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }], ...spec } },
  },
});
const judged = (objects: readonly object[], options: object = {}) =>
  audit(readObjects(objects, { takenAt: '2026-11-22T07:40:00Z', ...options }), { allNamespaces: true });
const findings = (objects: readonly object[], options: object = {}) =>
  judged(objects, options).findings.map(({ code, subject }) => `${code} ${describeRef(subject)}`);

describe('manifests that have workloads and no pods', () => {
  it.each([
    ['a targetPort that the template names', service({}), workload('Deployment'), []],
    [
      'a targetPort that it does not name',
      service({ ports: [{ port: 80, targetPort: 'htp' }] }),
      workload('Deployment'),
      ['NX1102 Service shop/web'],
    ],
    ['a selector that is misspelt', service({ selector: { app: 'wbe' } }), workload('StatefulSet'), ['NX1003 Service shop/web']],
    ['a selector that nothing here is like', service({ selector: { tier: 'x' } }), workload('DaemonSet'), []],
    [
      'pods that will not see the names of the cluster',
      service({}),
      workload('Deployment', { dnsPolicy: 'Default', hostNetwork: true }),
      [],
    ],
    [
      'a subdomain without its Service',
      service({}),
      workload('StatefulSet', { subdomain: 'db', hostname: 'x' }),
      ['NX2020 StatefulSet shop/web'],
    ],
  ])('are judged by the templates: %s', (_what, one, other, expected) => {
    expect(findings([one, other])).toEqual(expected);
  });

  it('have the evidence in the template, and the identity that the pods will have', () => {
    const [finding] = judged([service({ ports: [{ port: 80, targetPort: 'htp' }] }), workload('Deployment')]).findings;
    expect(finding?.evidence.map(({ object, field }) => `${describeRef(object)} ${field}`)).toEqual([
      'Service shop/web spec.ports[0].targetPort',
      'Deployment shop/web spec.template.spec.containers',
    ]);
    const [of] = judged([workload('StatefulSet', { subdomain: 'db', hostname: 'x' }), service({})]).findings;
    expect(of?.identity).toBe('NX2020 StatefulSet shop/web');
  });

  it('have the labels and names that a StatefulSet gives its pods, whose faults are told once', () => {
    const db = workload('StatefulSet', { subdomain: 'db', hostname: 'x' });
    const three = { ...db, spec: { ...db.spec, replicas: 3, ordinals: { start: 1 } } };
    const podName = (name: string) => service({ selector: { app: 'web', 'statefulset.kubernetes.io/pod-name': name } });
    expect(findings([podName('web-3'), three])).toEqual(['NX2020 StatefulSet shop/web']);
    expect(findings([podName('web-0'), three])).toEqual(['NX1003 Service shop/web', 'NX2020 StatefulSet shop/web']);
    expect(findings([service({ selector: { 'apps.kubernetes.io/pod-index': '1' } }), three])).toEqual(['NX2020 StatefulSet shop/web']);
  });

  it('are said to be judged so, and what needs live pods to be skipped', () => {
    const { assumptions, skipped } = judged([service({}), workload('Deployment')]);
    expect(assumptions.map(({ id }) => id)).toEqual(['pod-templates']);
    const codes = skipped.map(({ code }) => code);
    expect(codes).toContain('NX1007');
    expect(codes).not.toContain('NX1102');
  });
});

describe('templates do not count', () => {
  const broken = [service({ ports: [{ port: 80, targetPort: 'htp' }] }), workload('Deployment')];

  it.each<[string, readonly object[], object]>([
    [
      'where the input has pods',
      [...broken, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', namespace: 'shop' }, spec: { containers: [] } }],
      {},
    ],
    ['where it has an empty list of them', [...broken, { apiVersion: 'v1', kind: 'PodList', items: [] }], {}],
    ['where it says that there are none', broken, { complete: ['Pod'] }],
  ])('%s', (_where, objects, options) => {
    const { findings: found, assumptions } = judged(objects, options);
    expect(found.map(({ code }) => code)).not.toContain('NX1102');
    expect(assumptions).toEqual([]);
  });

  it('for a ReplicaSet that another workload owns', () => {
    const owned = workload('ReplicaSet', {}, { labels: { app: 'web' } });
    const { metadata } = owned;
    const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: '1', controller: true };
    expect(
      findings([service({ ports: [{ port: 80, targetPort: 'htp' }] }), { ...owned, metadata: { ...metadata, ownerReferences: [owner] } }]),
    ).toEqual([]);
  });

  it('where one cannot be read: it is named, and the others do', () => {
    const malformed = { ...workload('Deployment', { containers: 'none' }), metadata: { name: 'bad', namespace: 'shop' } };
    const { findings: found, coverage } = judged([...broken, malformed]);
    expect(found.map(({ code }) => code)).toEqual(['NX1102']);
    expect(coverage.gaps.map(({ message }) => message).join()).toContain('Deployment shop/bad: spec.containers');
  });
});
