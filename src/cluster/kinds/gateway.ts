import type {
  Gateway,
  GatewayAddress,
  GatewayClass,
  Listener,
  ListenerSet,
  ListenerStatus,
  NamespaceChoice,
} from '../../model/resources/gateway.ts';
import { GATEWAY_GROUP } from '../../model/resources/gateway-api.ts';
import { foreignRefOf, parentRefOf, SECRET, specMetadataOf, statusConditionsOf } from './gateway-api.ts';
import { labelSelectorOf } from './label-selector.ts';
import { MalformedObject, present, type RawReader } from './raw.ts';

/** A gateway.networking.k8s.io GatewayClass. */
export function gatewayClassOf(raw: RawReader): GatewayClass {
  return {
    metadata: specMetadataOf(raw),
    spec: { controllerName: raw.object('spec').text('controllerName') ?? '' },
    status: { conditions: statusConditionsOf(raw.object('status')) },
  };
}

/** A gateway.networking.k8s.io Gateway, with the defaults of its CRD. */
export function gatewayOf(raw: RawReader): Gateway {
  const spec = raw.object('spec');
  const status = raw.object('status');
  return {
    metadata: specMetadataOf(raw),
    spec: {
      gatewayClassName: spec.text('gatewayClassName') ?? '',
      listeners: spec.objects('listeners').map(listenerOf),
      addresses: addressesOf(spec),
      allowedListeners: namespaceChoiceOf(spec.object('allowedListeners').object('namespaces'), 'None'),
    },
    status: {
      addresses: addressesOf(status),
      conditions: statusConditionsOf(status),
      listeners: status.objects('listeners').map(listenerStatusOf),
    },
  };
}

/** A gateway.networking.k8s.io ListenerSet. */
export function listenerSetOf(raw: RawReader): ListenerSet {
  const spec = raw.object('spec');
  const status = raw.object('status');
  return {
    metadata: specMetadataOf(raw),
    spec: { parentRef: parentRefOf(spec.object('parentRef')), listeners: spec.objects('listeners').map(listenerOf) },
    status: { conditions: statusConditionsOf(status), listeners: status.objects('listeners').map(listenerStatusOf) },
  };
}

function listenerOf(raw: RawReader): Listener {
  const tls = raw.object('tls');
  const allowed = raw.object('allowedRoutes');
  const port = raw.number('port');
  if (port === undefined) throw new MalformedObject(`${raw.path}.port: required`);
  return present({
    name: raw.text('name') ?? '',
    hostname: raw.text('hostname') || undefined,
    port,
    protocol: raw.text('protocol') ?? '',
    tls: raw.has('tls')
      ? { mode: tls.text('mode') ?? 'Terminate', certificateRefs: tls.objects('certificateRefs').map((one) => foreignRefOf(one, SECRET)) }
      : undefined,
    allowedRoutes: {
      namespaces: namespaceChoiceOf(allowed.object('namespaces'), 'Same'),
      kinds: allowed.objects('kinds').map(groupKindOf),
    },
  });
}

function listenerStatusOf(raw: RawReader): ListenerStatus {
  return {
    name: raw.text('name') ?? '',
    attachedRoutes: raw.number('attachedRoutes') ?? 0,
    supportedKinds: raw.objects('supportedKinds').map(groupKindOf),
    conditions: statusConditionsOf(raw),
  };
}

function groupKindOf(raw: RawReader): { readonly group: string; readonly kind: string } {
  return { group: raw.text('group') ?? GATEWAY_GROUP, kind: raw.text('kind') ?? '' };
}

function namespaceChoiceOf(raw: RawReader, otherwise: string): NamespaceChoice {
  return { from: raw.text('from') ?? otherwise, selector: labelSelectorOf(raw.object('selector')) };
}

function addressesOf(raw: RawReader): readonly GatewayAddress[] {
  return raw.objects('addresses').map((one) => ({ type: one.text('type') ?? 'IPAddress', value: one.text('value') ?? '' }));
}
