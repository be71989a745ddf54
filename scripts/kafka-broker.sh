#!/usr/bin/env bash
# A one-node Apache Kafka for tests, on Java 17, in a folder of its own:
#
#   scripts/kafka-broker.sh install JARS           fetches the jars with Maven, once
#   scripts/kafka-broker.sh start DIR PORT [sasl[=PORT]] [tls=PORT] [proxied=PORT:ADVERTISED] [controller=PORT]
#   scripts/kafka-broker.sh stop DIR [hard]        `hard` kills it at once
#
# JARS is $EMPORIUM_KAFKA, or ~/.cache/emporium/kafka, where nothing else is said. A broker that was stopped starts again
# with what it held. `sasl` is a listener (on PORT + 2 if not said) for the user `emporium`, who may do everything, and
# `guest`, who may do nothing: PLAIN and SCRAM, password `only-for-tests`. `tls` leaves its certificate in DIR/ca.pem.
# `proxied` listens on PORT and tells clients to come to ADVERTISED. The controller takes PORT + 1 if not said. What
# cannot be done is said in one line, and the exit code is 3.
set -eu
version=4.1.0
scala=2.13
password=only-for-tests
jars=${EMPORIUM_KAFKA:-${XDG_CACHE_HOME:-$HOME/.cache}/emporium/kafka}

cannot() {
  echo "no Kafka broker: $1" >&2
  exit 3
}

has_java() { java -version 2>&1 | grep -qE 'version "(1[7-9]|[2-9][0-9])'; }

# install_package PACKAGE: from the system's packages, where that is possible.
install_package() {
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
}

install() {
  has_java || install_package openjdk-17-jre-headless || cannot "there is no Java 17 or later"
  [ -e "$jars/version" ] && [ "$(cat "$jars/version")" = "$version" ] && return
  command -v mvn >/dev/null || install_package maven || cannot "there is no Maven to fetch it with"
  mkdir -p "$jars"
  pom=$(mktemp -d)
  trap 'rm -rf "$pom"' EXIT
  dependency() { echo "<dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version></dependency>"; }
  cat >"$pom/pom.xml" <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>emporium</groupId><artifactId>kafka-broker</artifactId><version>1</version>
  <dependencies>
    $(dependency org.apache.kafka "kafka_$scala" $version)
    $(dependency org.apache.kafka kafka-tools $version)
    $(dependency org.apache.logging.log4j log4j-slf4j-impl 2.24.3)
  </dependencies>
</project>
XML
  # Of another version nothing may stay: all jars are on the class path.
  rm -f "$jars"/*.jar
  mvn -q -B -f "$pom/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$jars" >"$pom/log" 2>&1 ||
    cannot "Maven cannot fetch it: $(grep -m 1 ERROR "$pom/log" | cut -c 1-300)"
  echo $version >"$jars/version"
}

# Short runs on small machines: the quick compiler and the simple collector start sooner.
run() { exec java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$jars/*" "$@"; }

# configure DIR PORT LISTENER...: writes server.properties, and the certificate for `tls`.
configure() {
  dir=$1 port=$2
  shift 2
  controller=$((port + 1))
  listeners="PLAIN://localhost:$port" advertised="PLAIN://localhost:$port" extra=""
  for one in "$@"; do
    [ "$one" != sasl ] || one=sasl=$((port + 2))
    value=${one#*=}
    case $one in
    controller=*) controller=$value ;;
    sasl=*)
      listeners="$listeners,SASL://localhost:$value" advertised="$advertised,SASL://localhost:$value"
      login="username=\"emporium\" password=\"$password\" user_emporium=\"$password\" user_guest=\"$password\""
      extra="$extra
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required $login;
listener.name.sasl.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;"
      ;;
    tls=*)
      listeners="$listeners,TLS://localhost:$value" advertised="$advertised,TLS://localhost:$value"
      extra="$extra
listener.name.tls.ssl.keystore.type=PKCS12
listener.name.tls.ssl.keystore.location=$dir/keys.p12
listener.name.tls.ssl.keystore.password=$password"
      store="-keystore $dir/keys.p12 -storetype PKCS12 -storepass $password -alias broker"
      [ -e "$dir/keys.p12" ] || keytool -genkeypair $store -keyalg EC -groupname secp256r1 -validity 30 -dname CN=localhost \
        -ext san=dns:localhost,ip:127.0.0.1 -ext bc=ca:true 2>/dev/null
      keytool -exportcert $store -rfc -file "$dir/ca.pem" 2>/dev/null
      ;;
    proxied=*)
      listeners="$listeners,PROXIED://localhost:${value%:*}" advertised="$advertised,PROXIED://localhost:${value#*:}"
      ;;
    *) cannot "\"$one\" is no listener" ;;
    esac
  done
  cat >"$dir/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:$controller
controller.listener.names=CONTROLLER
listeners=$listeners,CONTROLLER://localhost:$controller
advertised.listeners=$advertised
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAIN:PLAINTEXT,PROXIED:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL
inter.broker.listener.name=PLAIN
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:emporium
log.dirs=$dir/log
auto.create.topics.enable=false
num.partitions=3
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=4194304
num.network.threads=2
num.io.threads=4$extra
PROPERTIES
}

start() {
  has_java || cannot "there is no Java 17 or later"
  [ -e "$jars/version" ] || cannot "$jars holds no Kafka; scripts/kafka-broker.sh install brings it"
  mkdir -p "$1"
  dir=$(cd "$1" && pwd) port=$2
  shift 2
  [ ! -e "$dir/pid" ] || ! kill -0 "$(cat "$dir/pid")" 2>/dev/null || cannot "one runs in $dir already"
  configure "$dir" "$port" "$@"
  if [ ! -e "$dir/log/meta.properties" ]; then
    scram() { echo "SCRAM-SHA-$1=[name=$2,password=$password]"; }
    (run kafka.tools.StorageTool format -t MkU3OEVBNTcwNTJENDM2Qk -c "$dir/server.properties" \
      --add-scram "$(scram 256 emporium)" --add-scram "$(scram 512 emporium)" --add-scram "$(scram 256 guest)" \
      >"$dir/out" 2>&1) || cannot "its folder cannot be made: $(tail -n 1 "$dir/out")"
  fi
  run kafka.Kafka "$dir/server.properties" >"$dir/out" 2>&1 </dev/null &
  pid=$!
  echo $pid >"$dir/pid"
  # The plain listener opens when the broker is ready to serve.
  for _ in $(seq 300); do
    kill -0 $pid 2>/dev/null || cannot "it ended while it started: $(grep -m 1 -E 'ERROR|FATAL|Exception' "$dir/out")"
    if (exec 3<>"/dev/tcp/localhost/$port") 2>/dev/null; then
      echo "localhost:$port"
      return
    fi
    sleep 0.2
  done
  kill -9 $pid
  cannot "it did not open port $port in 60 seconds"
}

stop() {
  [ -e "$1/pid" ] || return 0
  pid=$(cat "$1/pid")
  [ "${2:-}" = hard ] && kill -9 "$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true
  for _ in $(seq 150); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$1/pid"
}

case "${1:-} $#" in
"install 1") install ;;
"install 2") jars=$2 && install ;;
"start "[3-9]) shift && start "$@" ;;
"stop "[23]) shift && stop "$@" ;;
*)
  sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
  exit 2
  ;;
esac
