// Makes demo/cluster.json from the lab's record: a few objects that tell a story, without what the command never reads.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lab = `${process.env.NETEXPLAIN_SHARED ?? `${root}../shared`}/lab/dump/`;
const items = (file) => JSON.parse(readFileSync(`${lab}${file}.json`, 'utf8')).items;

/** Healthy and broken Services side by side, as a newcomer meets them. */
const SERVICES = [
  ...['foo', 'web-np', 'nomatch', 'badname', 'part', 'allunready', 'db', 'itp-local', 'zonal', 'mixed'].map((name) => `a/${name}`),
  ...['ext', 'ext-in', 'web'].map((name) => `b/${name}`),
  ...['api', 'api-local', 'lb', 'front'].map((name) => `prod/${name}`),
  'default/kubernetes',
  'kube-system/kube-dns',
];
const APPS = ['web', 'sick', 'part', 'db', 'pin', 'mixed', 'api', 'front', 'cli'];
const INGRESSES = ['a/shop', 'prod/shop-dup'];
const CONFIG_MAPS = ['coredns', 'kube-proxy'];

const nameOf = ({ metadata }) => (metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`);
const services = items('services').filter((one) => SERVICES.includes(nameOf(one)));
const pods = items('pods').filter(
  (one) => (APPS.includes(one.metadata.labels?.app) && one.status.phase !== 'Succeeded') || one.metadata.labels?.['k8s-app'] === 'kube-dns',
);
const podNames = new Set(pods.map(nameOf));
const ofService = (one) => SERVICES.includes(`${one.metadata.namespace}/${one.metadata.labels?.['kubernetes.io/service-name']}`);

const all = [
  ...items('nodes'),
  ...items('namespaces').filter((one) => ['a', 'b', 'prod', 'default', 'kube-system'].includes(one.metadata.name)),
  ...services,
  ...items('endpointslices').filter(ofService),
  ...pods,
  ...items('deployments').filter((one) => APPS.includes(one.spec.template.metadata.labels?.app)),
  ...items('statefulsets').filter((one) => APPS.includes(one.spec.template.metadata.labels?.app)),
  ...items('ingresses').filter((one) => INGRESSES.includes(nameOf(one))),
  ...items('configmaps-kube-system').filter((one) => CONFIG_MAPS.includes(one.metadata.name)),
  ...items('events').filter((one) => podNames.has(`${one.involvedObject.namespace}/${one.involvedObject.name}`)),
];

const DROPPED_METADATA = ['managedFields', 'resourceVersion', 'generation', 'generateName', 'selfLink'];
const KEPT_POD_SPEC = ['nodeName', 'hostNetwork', 'hostname', 'subdomain', 'containers', 'initContainers', 'readinessGates'];
const KEPT_CONTAINER = ['name', 'ports', 'restartPolicy', 'readinessProbe'];
const pick = (object, keys) => Object.fromEntries(Object.entries(object ?? {}).filter(([key]) => keys.includes(key)));
const without = (object, keys) => Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

function trimmed(object) {
  const metadata = without(object.metadata, DROPPED_METADATA);
  delete metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
  const own = { ...object, metadata };
  switch (object.kind) {
    case 'Pod': {
      const containers = (list) => list?.map((one) => pick(one, KEPT_CONTAINER));
      const spec = pick(object.spec, KEPT_POD_SPEC);
      const status = pick(object.status, ['phase', 'conditions', 'podIP', 'podIPs', 'containerStatuses', 'initContainerStatuses']);
      const statuses = (list) => list?.map((one) => pick(one, ['name', 'ready', 'restartCount', 'state']));
      return {
        ...own,
        spec: { ...spec, containers: containers(spec.containers), initContainers: containers(spec.initContainers) },
        status: {
          ...status,
          containerStatuses: statuses(status.containerStatuses),
          initContainerStatuses: statuses(status.initContainerStatuses),
        },
      };
    }
    case 'Node':
      return {
        ...own,
        spec: pick(object.spec, ['podCIDR', 'podCIDRs', 'providerID', 'taints', 'unschedulable']),
        status: {
          ...pick(object.status, ['addresses', 'conditions']),
          allocatable: pick(object.status.allocatable, ['cpu']),
          nodeInfo: pick(object.status.nodeInfo, ['kubeletVersion']),
        },
      };
    case 'Deployment':
    case 'StatefulSet':
      return { ...own, status: undefined, spec: { replicas: object.spec.replicas, template: { metadata: object.spec.template.metadata } } };
    case 'ConfigMap':
      return { ...own, data: pick(object.data, ['Corefile', 'config.conf']) };
    case 'Event':
      return without(own, ['source', 'reportingComponent', 'reportingInstance']);
    default:
      return own;
  }
}

const list = { apiVersion: 'v1', kind: 'List', items: all.map(trimmed) };
writeFileSync(`${root}demo/cluster.json`, `${JSON.stringify(list, null, 1)}\n`);
