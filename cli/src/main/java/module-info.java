/// The `fluxion` command: demo, train, explain and bench.
@org.jspecify.annotations.NullMarked
module fluxion.cli {
    requires fluxion.compiler;
    requires fluxion.nn;
    requires info.picocli;
    requires static transitive org.jspecify;

    exports fluxion.cli;
    exports fluxion.cli.bench;

    opens fluxion.cli to
            info.picocli;
    opens fluxion.cli.bench to
            info.picocli;
    opens fluxion.cli.demo to
            info.picocli;
    opens fluxion.cli.explain to
            info.picocli;
    opens fluxion.cli.train to
            info.picocli;

    uses fluxion.cli.bench.Benchmark;
}
