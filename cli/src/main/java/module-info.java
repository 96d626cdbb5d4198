/// The `fluxion` command: demo, train, explain and bench.
@org.jspecify.annotations.NullMarked
module fluxion.cli {
    requires fluxion.compiler;
    requires fluxion.nn;
    requires info.picocli;
    requires static transitive org.jspecify;
}
