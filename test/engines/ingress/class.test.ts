import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import { readObjects } from '../../../src/cluster/objects.ts';
import { classOf, KNOWN_CONTROLLERS, servingOf, validateIngress } from '../../../src/engines/ingress/index.ts';
import { indexSnapshot } from '../../../src/model/cluster-index.ts';
import type { Listing } from '../../../src/model/listing.ts';
import type { IngressClass } from '../../../src/model/resources/ingress-class.ts';
import { ingress } from './objects.ts';

const rawClass = (name: string, controller: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name },
  spec: { controller, parameters: { kind: 'Settings', name: 'x', scope: 'Namespace', namespace: 'a' } },
});
const nginx = project('IngressClass', rawClass('nginx', 'k8s.io/ingress-nginx'));
const complete: Listing<IngressClass> = { state: 'complete', items: [nginx] };
const unread: Listing<IngressClass> = { state: 'unknown', gaps: [{ kind: 'IngressClass', scope: {}, reason: 'forbidden', message: 'no' }] };
const annotated = (value: string, className?: string) =>
  ingress({ annotations: { 'kubernetes.io/ingress.class': value }, ...(className === undefined ? {} : { className }) });

describe('the class', () => {
  it.each([
    ['of the field', ingress({ className: 'nginx' }), complete, { state: 'class', name: 'nginx' }],
    ['that does not exist', ingress({ className: 'gone' }), complete, { state: 'no-such-class', name: 'gone' }],
    ['that could not be looked up', ingress({ className: 'nginx' }), unread, { state: 'unknown', name: 'nginx' }],
    ['of the annotation, which exists', annotated('nginx'), complete, { state: 'annotation', name: 'nginx', ingressClass: nginx }],
    ['of the annotation, which need not exist', annotated('alb'), complete, { state: 'annotation', name: 'alb' }],
    ['of the field, before the annotation', annotated('alb', 'nginx'), complete, { state: 'class', name: 'nginx' }],
    ['that nothing names', ingress({}), complete, { state: 'no-class', empty: false }],
    ['that is named by an empty annotation', annotated(''), complete, { state: 'no-class', empty: false }],
    ['that is set to nothing', ingress({ className: '' }), complete, { state: 'no-class', empty: true }],
  ])('%s', (_, one, classes, expected) => {
    expect(classOf(one, classes)).toMatchObject(expected);
  });

  it('has parameters that only the controller knows', () => {
    expect(nginx.spec.parameters).toEqual({ kind: 'Settings', name: 'x', scope: 'Namespace', namespace: 'a' });
  });
});

describe('a known controller', () => {
  it.each([
    ['k8s.io/ingress-nginx', 'ingress-nginx'],
    ['traefik.io/ingress-controller', 'Traefik'],
    ['haproxy.org/ingress-controller/prod', 'HAProxy Ingress Controller'],
    ['projectcontour.io/contour/contour', 'Contour'],
    ['ingress-controllers.konghq.com/kong', 'Kong'],
    ['ingress.k8s.aws/alb', 'AWS Load Balancer Controller'],
    ['example.com/other', undefined],
    ['k8s.io/ingress-nginx-internal', undefined],
  ])('is known by the controller of the class: %s is %s', (controller, name) => {
    const cluster = indexSnapshot(readObjects([rawClass('x', controller)], { complete: true }));
    expect(servingOf(ingress({ className: 'x' }), cluster).known?.name).toBe(name);
  });

  it.each([
    ['gce', 'GKE Ingress'],
    ['gce-internal', 'GKE Ingress'],
    ['alb', 'AWS Load Balancer Controller'],
    ['something', undefined],
  ])('is known by the old annotation where there is no such class: %s is %s', (value, name) => {
    const cluster = indexSnapshot(readObjects([], { complete: true }));
    expect(servingOf(annotated(value), cluster).known?.name).toBe(name);
  });

  it('has a name of its own', () => {
    expect(new Set(KNOWN_CONTROLLERS.map(({ name }) => name)).size).toBe(KNOWN_CONTROLLERS.length);
  });
});

describe('what the API server would refuse', () => {
  const problems = (spec: object) =>
    validateIngress(project('Ingress', { metadata: { name: 'x', namespace: 'a' }, spec })).map(({ field }) => field);
  const path = (more: object) => ({
    rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } }, ...more }] } }],
  });
  const backend = (service: object) => path({ backend: { service } });

  it.each([
    [{}, ['spec']],
    [path({}), []],
    [path({ pathType: undefined }), ['spec.rules[0].http.paths[0].pathType']],
    [path({ path: '/a/..' }), ['spec.rules[0].http.paths[0].path']],
    [path({ backend: undefined }), ['spec.rules[0].http.paths[0].backend']],
    [
      path({ backend: { resource: { kind: '', name: '' } } }),
      ['spec.rules[0].http.paths[0].backend.resource.kind', 'spec.rules[0].http.paths[0].backend.resource.name'],
    ],
    [backend({ name: 'S', port: { number: 80 } }), ['spec.rules[0].http.paths[0].backend.service.name']],
    [backend({ name: 's', port: {} }), ['spec.rules[0].http.paths[0].backend']],
    [backend({ name: 's', port: { name: 'a', number: 1 } }), ['spec.rules[0].http.paths[0].backend']],
    [backend({ name: 's', port: { number: 70000 } }), ['spec.rules[0].http.paths[0].backend.service.port.number']],
    [backend({ name: 's', port: { name: '80' } }), ['spec.rules[0].http.paths[0].backend.service.port.name']],
    [{ ...path({}), ingressClassName: '' }, ['spec.ingressClassName']],
    [{ ...path({}), tls: [{ hosts: ['*', 'A.com'] }] }, ['spec.tls[0].hosts[0]', 'spec.tls[0].hosts[1]']],
    [{ rules: [{ host: 'Upper.com' }] }, ['spec.rules[0].host']],
  ])('%j: %j', (spec, fields) => {
    expect(problems(spec)).toEqual(fields);
  });
});
