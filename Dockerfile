# nvml-exporter: a linked Java runtime, the program and its AOT cache, on a base that has a C library and no shell.
#
#   docker build --build-arg COMMIT=$(git rev-parse --short=12 HEAD) --build-arg VERSION=… -t nvml-exporter .
#
# Builds for the machine's own architecture, x86_64 or aarch64. .ci/image builds it without a registry, and tests it.

# A JDK 25, and apt.
ARG BUILDER=docker.io/library/eclipse-temurin:25-jdk
# A C library and /etc/passwd. NVML's own library needs no more.
ARG BASE=gcr.io/distroless/base-nossl-debian12:latest

FROM ${BUILDER} AS build
# For the double of NVIDIA's library in the training.
RUN command -v gcc >/dev/null \
    || { apt-get -q update && apt-get -q -y install --no-install-recommends gcc libc6-dev; }
WORKDIR /src
COPY . .
ARG COMMIT=unknown
# Such as --offline.
ARG MAVEN_ARGS=
ARG MAVEN_USER_HOME=
# The tests are compiled, since the training uses their doubles, but run elsewhere, on two JDKs (.ci/run).
RUN ./mvnw -q -B -ntp -P '!error-prone' -pl nvml-jna,exporter -DskipTests -Dbuild.commit="$COMMIT" package

# All in one step, since the cache is good for exactly these jars (deploy/image.options).
# - The modules: what jdeps finds in classes that are run, without what gRPC and protobuf name for other uses of them
#   (java.desktop, java.sql, java.naming, jdk.jfr).
# - jpackage's launcher reads the JVM's flags from its .cfg, so that the program is one command, without a shell.
# - The cache does not say of which jars it is; the .sha256 beside it does, for .ci/image.
# - Once the cache is there, nobody needs the runtime's own commands.
RUN set -eu; \
    jlink --output /runtime --add-modules java.base,java.logging,java.net.http,jdk.httpserver,jdk.unsupported \
        --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6; \
    jpackage --type app-image --name nvml-exporter --dest /opt --runtime-image /runtime \
        --input exporter/target/nvml-exporter --main-jar nvml-exporter.jar \
        --java-options "$(sed '/^#/d' deploy/jvm.options deploy/image.options | tr '\n' ' ')"; \
    cd /opt/nvml-exporter; \
    native=com/sun/jna/linux-$(uname -m | tr _ -)/libjnidispatch.so; \
    jar --extract --file lib/app/lib/jna-*.jar "$native"; \
    mv "$native" lib; \
    rm -r com lib/nvml-exporter.png; \
    cp /src/LICENSE /src/NOTICE .; \
    sed -i 's/-XX:AOTCache=/-XX:AOTCacheOutput=/' lib/app/nvml-exporter.cfg; \
    cd /src/exporter; \
    java -cp "target/test-classes:../nvml-jna/target/test-classes:target/nvml-exporter/nvml-exporter.jar" \
        io.nvmlexporter.CacheTraining /opt/nvml-exporter/bin/nvml-exporter; \
    cd /opt/nvml-exporter; \
    sed -i 's/-XX:AOTCacheOutput=/-XX:AOTCache=/' lib/app/nvml-exporter.cfg; \
    test -s lib/nvml-exporter.aot; \
    sha256sum lib/app/*.jar lib/app/lib/*.jar >lib/nvml-exporter.aot.sha256; \
    rm -r lib/runtime/bin

FROM ${BASE}
ARG VERSION=unknown
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="nvml-exporter" \
      org.opencontainers.image.description="GPU metrics for Prometheus from NVML, under dcgm-exporter's names" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${COMMIT}"
COPY --from=build /opt/nvml-exporter /opt/nvml-exporter
# Where dcgm-exporter's image has them.
COPY --chmod=0644 exporter/src/main/resources/io/nvmlexporter/collect/*.csv /etc/dcgm-exporter/
# For kubectl exec POD -- nvml-exporter pods.
ENV PATH=/opt/nvml-exporter/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# What NVIDIA's container toolkit is to put into the container: all GPUs, and of the libraries NVML alone.
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=utility
USER 65532:65532
EXPOSE 9400
# It asks at DCGM_EXPORTER_LISTEN, so set that rather than --address.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/opt/nvml-exporter/bin/nvml-exporter", "health"]
ENTRYPOINT ["/opt/nvml-exporter/bin/nvml-exporter"]
