/** Files that stand in the Dockerfile itself. */

/** @type {Record<string, import('../table.mjs').Written>} */
export const rows = {
  'to a name': 'FROM scratch¶COPY <<EOF /etc/conf¶hello¶EOF',
  'to a folder': 'FROM scratch¶COPY <<conf /etc/¶hello¶conf',
  'to a folder that is there': 'FROM scratch¶WORKDIR /etc¶COPY <<conf /etc¶hello¶conf',
  'two of them': 'FROM scratch¶COPY <<one <<two /etc/¶1¶one¶2¶two',
  'with a file': 'FROM scratch¶COPY a.txt <<one /etc/¶1¶one',
  'with a quoted name': 'FROM scratch¶COPY <<"E.txt" /etc/¶$x¶E.txt',
  'with tabs': 'FROM scratch¶COPY <<-conf /etc/¶\thello¶\tconf',
  'for somebody': 'FROM scratch¶COPY --chown=5:6 <<conf /etc/x/¶hello¶conf',
  'with a mode': 'FROM scratch¶COPY --chmod=700 <<conf /etc/x/¶hello¶conf',
  ADD: 'FROM scratch¶ADD <<conf /etc/¶hello¶conf',
  'a name with a path': {
    file: 'FROM scratch¶COPY <<x/y /etc/¶hello¶x/y',
    fails: true,
    rule: 'syntax-error',
  },
  'RUN with one': 'FROM alpine:3¶RUN <<EOF¶mkdir /x¶touch /x/y¶EOF',
  'RUN with an interpreter': 'FROM alpine:3¶RUN <<EOF¶#!/bin/sh¶mkdir -p /x/z¶EOF',
};
