// A TLS proxy as an operator puts one in front of Norven: it ends TLS, tells whose request it was, and
// sends whoever comes by plain HTTP on to https, at the same port.

import { readFileSync } from 'node:fs';
import { createServer as createPlain, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTls } from 'node:https';
import { createServer, type Server } from 'node:net';

/** The first byte of a TLS connection: a handshake record (RFC 8446, 5.1). */
const HANDSHAKE = 22;

/** Starts the proxy at the port of `origin`; the certificate and its key are in one file. */
export async function startProxy(origin: string, upstream: string, certificate: string): Promise<Server> {
  const pem = readFileSync(certificate);
  const tls = createTls({ key: pem, cert: pem }, (request, response) => forward(upstream, request, response));
  const plain = createPlain((request, response) => {
    response.writeHead(301, { Location: new URL(request.url ?? '/', origin).href }).end();
  });
  const proxy = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (first) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === HANDSHAKE ? tls : plain).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((listening) => proxy.listen(Number(new URL(origin).port), 'localhost', listening));
  return proxy;
}

function forward(upstream: string, request: IncomingMessage, response: ServerResponse): void {
  const headers = {
    ...request.headers,
    'x-forwarded-for': request.socket.remoteAddress,
    'x-forwarded-proto': 'https',
  };
  const onward = ask(new URL(request.url ?? '/', upstream), { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.writeHead(502).end());
  request.pipe(onward);
}
