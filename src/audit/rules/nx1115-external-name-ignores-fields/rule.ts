import { refTo } from '../../../model/object-ref.ts';
import { formatSelector, selectorOfLabels } from '../../../model/values/label-selector.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1115',
  title: 'ExternalName with ports or selector',
  severity: 'info',
  proof: 'certain',
  subject: 'Service',
  reads: [],
  causes: [],
  check({ metadata, spec }) {
    if (spec.type !== 'ExternalName') return [];
    const object = refTo('Service', metadata);
    const ports = enumerate(spec.ports.map(describePort));
    const selector = formatSelector(selectorOfLabels(spec.selector ?? {}));
    const [first, ...rest] = [
      ...(ports === '' ? [] : [{ object, field: 'spec.ports', says: `ports ${ports}: not used` }]),
      ...(selector === '' ? [] : [{ object, field: 'spec.selector', value: selector, says: 'selector: not used' }]),
    ];
    if (first === undefined) return [];
    const { namespace = '', name } = metadata;
    return [{ args: { namespace, service: name, ports, selector, target: spec.externalName ?? '' }, evidence: [first, ...rest] }];
  },
  message: ({ ports, selector, target }) => {
    const unused = [
      ports === '' ? '' : `its ports (${ports}) translate nothing`,
      selector === '' ? '' : `its selector (${selector}) picks no pods`,
    ];
    return `the name is only an alias of ${target}: ${unused.filter((part) => part !== '').join(', ')}`;
  },
  remedy: ({ namespace, service, selector }) =>
    selector === ''
      ? `Nothing needs to be done if clients dial the port that the target serves; to translate ports, replace Service ${namespace}/${service} by one with a Cluster IP and EndpointSlices of its own.`
      : `Remove the selector of Service ${namespace}/${service}, or change its type to ClusterIP if it is meant to lead to pods.`,
});
