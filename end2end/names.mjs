// A name server for the browser tests: names say what a test has them say, by `PUT /NAME` with the text.
import dgram from 'node:dgram';
import http from 'node:http';

import packet from 'dns-packet';

const PORT = 47562;
const NO_SUCH_NAME = 3;
const texts = new Map();

const socket = dgram.createSocket('udp4');
socket.on('message', (message, from) => {
  const { id, questions } = packet.decode(message);
  const { name } = questions[0];
  const text = texts.get(name.toLowerCase());
  const answers = text ? [{ type: 'TXT', name, ttl: 0, data: text }] : [];
  const flags = packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | (text ? 0 : NO_SUCH_NAME);
  socket.send(packet.encode({ type: 'response', id, flags, questions, answers }), from.port, from.address);
});
socket.bind(PORT, '127.0.0.1');

http
  .createServer((request, response) => {
    let text = '';
    request.on('data', (part) => (text += part));
    request.on('end', () => {
      if (request.method === 'PUT') texts.set(decodeURIComponent(request.url.slice(1)).toLowerCase(), text);
      response.end();
    });
  })
  .listen(PORT, '127.0.0.1');
