/** A transport protocol, as Service and container ports name it. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** A port by number, or by the name that a container gives it. */
export type IntOrString = number | string;

/** `80/TCP`, and with a name `80/TCP http`. */
export function describePort(port: { readonly port: number; readonly protocol: Protocol; readonly name?: string }): string {
  const numbered = `${port.port}/${port.protocol}`;
  return port.name === undefined || port.name === '' ? numbered : `${numbered} ${port.name}`;
}
