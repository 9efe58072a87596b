/** What is known of a program that serves Ingresses, by the name that its IngressClass has in `spec.controller`. */
export interface KnownController {
  readonly name: string;
  /** The beginnings of the annotations that it reads. */
  readonly annotations: readonly string[];
  /** Whether it runs in pods of the cluster and reports its own Service's or nodes' addresses; else a load balancer outside serves. */
  readonly inCluster: boolean;
}

/**
 * Controllers by `spec.controller`.
 * Source: the documents of each: kubernetes.github.io/ingress-nginx, docs.nginx.com/nginx-ingress-controller, doc.traefik.io,
 * haproxy-ingress.github.io, haproxy.com/documentation/kubernetes-ingress, projectcontour.io, docs.konghq.com,
 * kubernetes-sigs.github.io/aws-load-balancer-controller, Azure application-gateway-kubernetes-ingress.
 */
export const KNOWN_CONTROLLERS: Readonly<Record<string, KnownController>> = {
  'k8s.io/ingress-nginx': { name: 'ingress-nginx', annotations: ['nginx.ingress.kubernetes.io/'], inCluster: true },
  'nginx.org/ingress-controller': { name: 'F5 NGINX Ingress Controller', annotations: ['nginx.org/', 'nginx.com/'], inCluster: true },
  'traefik.io/ingress-controller': { name: 'Traefik', annotations: ['traefik.ingress.kubernetes.io/'], inCluster: true },
  'haproxy-ingress.github.io/controller': { name: 'HAProxy Ingress', annotations: ['haproxy-ingress.github.io/'], inCluster: true },
  'haproxy.org/ingress-controller': { name: 'HAProxy Kubernetes Ingress Controller', annotations: ['haproxy.org/'], inCluster: true },
  'projectcontour.io/ingress-controller': { name: 'Contour', annotations: ['projectcontour.io/'], inCluster: true },
  'ingress-controllers.konghq.com/kong': { name: 'Kong', annotations: ['konghq.com/'], inCluster: true },
  'ingress.k8s.aws/alb': { name: 'AWS Load Balancer Controller', annotations: ['alb.ingress.kubernetes.io/'], inCluster: false },
  'azure/application-gateway': {
    name: 'Application Gateway Ingress Controller',
    annotations: ['appgw.ingress.kubernetes.io/'],
    inCluster: false,
  },
};
