import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { findKind, resourceOf } from '../../src/model/kind.ts';

const API = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const read = (...objects: readonly object[]) => indexSnapshot(readObjects(objects, { takenAt: '2026-11-22T08:00:00Z' }));

describe('roles and bindings', () => {
  it('are read with the rules and subjects that the API prints', () => {
    const cluster = read(
      {
        ...API,
        kind: 'Role',
        metadata: { name: 'corefile', namespace: 'kube-system' },
        rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['coredns'], verbs: ['update'] }],
      },
      {
        ...API,
        kind: 'RoleBinding',
        metadata: { name: 'corefile', namespace: 'kube-system' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'corefile' },
        subjects: [
          { kind: 'ServiceAccount', name: 'deployer', namespace: 'ci' },
          { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' },
        ],
      },
    );
    expect(cluster.get('Role', 'corefile', 'kube-system')).toMatchObject({
      state: 'found',
      item: { rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['coredns'], verbs: ['update'] }] },
    });
    expect(cluster.get('RoleBinding', 'corefile', 'kube-system')).toMatchObject({
      state: 'found',
      item: {
        roleRef: { kind: 'Role', name: 'corefile' },
        subjects: [
          { kind: 'ServiceAccount', name: 'deployer', namespace: 'ci' },
          { kind: 'User', name: 'jane' },
        ],
      },
    });
  });

  it('have no rules and no subjects where the API prints null or nothing, and rules for URLs name no resource', () => {
    const cluster = read(
      { ...API, kind: 'ClusterRole', metadata: { name: 'none' }, rules: null },
      { ...API, kind: 'ClusterRole', metadata: { name: 'urls' }, rules: [{ nonResourceURLs: ['/healthz'], verbs: ['get'] }] },
      { ...API, kind: 'ClusterRoleBinding', metadata: { name: 'none' }, roleRef: { kind: 'ClusterRole', name: 'none' } },
    );
    expect(cluster.get('ClusterRole', 'none')).toMatchObject({ state: 'found', item: { rules: [] } });
    expect(cluster.get('ClusterRole', 'urls')).toMatchObject({
      item: { rules: [{ verbs: ['get'], apiGroups: [], resources: [], resourceNames: [] }] },
    });
    expect(cluster.get('ClusterRoleBinding', 'none')).toMatchObject({ state: 'found', item: { subjects: [] } });
  });

  it.each([
    ['roles', 'Role', 'roles.rbac.authorization.k8s.io'],
    ['clusterrolebinding', 'ClusterRoleBinding', 'clusterrolebindings.rbac.authorization.k8s.io'],
  ] as const)('%s is %s, as kubectl names it', (name, kind, resource) => {
    expect(findKind(name)).toBe(kind);
    expect(resourceOf(kind)).toBe(resource);
  });
});
