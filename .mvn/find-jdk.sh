# Prints the home of a JDK of at least version 25, or nothing. POSIX sh; sourced by nobody, run by
# ./mvnw and ./towpath.
#
# Looks at TOWPATH_JAVA_HOME, JAVA_HOME and the java on the PATH, then where installers put JDKs.
least=25

major_of() { # the major version of the JDK at $1, or 0
  version=
  if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  fi
  echo "${version:-0}"
}

try() {
  if [ -n "$1" ] && [ "$(major_of "$1")" -ge "$least" ]; then
    echo "$1"
    exit 0
  fi
}

try "${TOWPATH_JAVA_HOME-}"
try "${JAVA_HOME-}"
on_path=$(command -v javac || true)
if [ -n "$on_path" ]; then
  on_path=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
  try "${on_path%/bin/javac}"
fi
if [ -x /usr/libexec/java_home ]; then
  try "$(/usr/libexec/java_home -v "$least+" 2>/dev/null || true)"
fi
set +f
for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* /usr/local/jdk* \
  "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jenv/versions/* "$HOME"/.jbang/cache/jdks/* \
  "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
  "$HOME"/.m2/jdks/* "$HOME"/.gradle/jdks/* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
  /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
  try "$home"
done
exit 0
