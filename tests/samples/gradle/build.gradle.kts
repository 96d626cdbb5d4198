plugins {
    application
}

repositories {
    // where Fluxion was installed: -PfluxionRepository=...
    maven { url = uri(providers.gradleProperty("fluxionRepository").get()) }
    mavenCentral()
}

val fluxion = "0.1.0-SNAPSHOT"

dependencies {
    // the annotations and what companions call
    implementation("dev.fluxion:fluxion-runtime:$fluxion")
    annotationProcessor("dev.fluxion:fluxion-processor:$fluxion")
    // compiles derivatives when the program runs
    runtimeOnly("dev.fluxion:fluxion-compiler:$fluxion")
}

java {
    toolchain { languageVersion = JavaLanguageVersion.of(25) }
}

application {
    mainClass = "demo.Rosenbrock"
    applicationDefaultJvmArgs = listOf("--add-modules", "jdk.incubator.vector")
}
