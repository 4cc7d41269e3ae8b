# Builds the bundle: nothing of this stage but dist/ reaches the image. It runs on the processor of the machine that
# builds, whichever the image is for, since a bundle is the same for all.
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY clients/node/package.json clients/node/
COPY clients/web/package.json clients/web/
COPY examples/express-element/package.json examples/express-element/
COPY examples/grpc-service/package.json examples/grpc-service/
COPY examples/hono-react/package.json examples/hono-react/
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY clients/shared clients/shared
COPY clients/web clients/web
COPY gen gen
COPY scripts scripts
COPY src src
RUN node scripts/build.ts

FROM node:24-bookworm-slim
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
WORKDIR /app
COPY --from=build /app/dist ./
COPY LICENSE ./
# Nothing is written, so a read-only file system will do.
USER 1000:1000
EXPOSE 3600
# Only that the process answers: whether it is ready is for the load balancer to ask.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3600}/livez`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "nopass.js"]
CMD ["serve"]
