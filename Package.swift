// swift-tools-version: 6.1
import PackageDescription

// Dependencies run one way, from the command down to the C libraries; each list below is complete.
let package = Package(
  name: "tarn",
  products: [.executable(name: "tarn", targets: ["tarn"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // C libraries of the system: a module map and a header, nothing else.
    .systemLibrary(
      name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
    .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // The little C that Swift cannot say, and the kernels.
    .target(name: "CLuaShims", dependencies: ["CLua"]),
    .target(name: "CMPIShims"),
    .target(
      name: "CReadlineShims", dependencies: ["CReadline"],
      linkerSettings: [.linkedLibrary("readline")]),
    .target(
      name: "CKernels", dependencies: ["COpenBLAS"],
      linkerSettings: [.linkedLibrary("openblas"), .linkedLibrary("m")]),

    // What is declared: names, sources, settings; what a mistyped name meant.
    .target(name: "Settings", exclude: ["README.md"]),

    // The engine.
    .target(
      name: "Tensors", dependencies: ["Settings", "CKernels", "COpenBLAS"],
      exclude: ["README.md"]),
    .target(name: "Layers", dependencies: ["Tensors"], exclude: ["README.md"]),
    .target(name: "Regions", dependencies: ["Settings", "Tensors"], exclude: ["README.md"]),
    .target(
      name: "Reachability", dependencies: ["Settings", "Tensors", "Regions"],
      exclude: ["README.md"]),
    .target(
      name: "Attacks", dependencies: ["Settings", "Tensors", "Regions"], exclude: ["README.md"]),
    .target(
      name: "Losses",
      dependencies: ["Settings", "Tensors", "Regions", "Layers", "Reachability", "Attacks"],
      exclude: ["README.md"]),
    .target(
      name: "Verification",
      dependencies: [
        "Settings", "Tensors", "Regions", "Layers", "Reachability", "Attacks", "CKernels",
        "COpenBLAS",
      ],
      exclude: ["README.md"]),
    .target(
      name: "DataIO", dependencies: ["Tensors", "Settings", "CZip", "CZlib"], exclude: ["README.md"]
    ),
    .target(name: "ONNXProto", exclude: ["README.md"]),
    .target(
      name: "ONNX", dependencies: ["Tensors", "DataIO", "ONNXProto"], exclude: ["README.md"]),
    .target(
      name: "NetworkFiles", dependencies: ["Tensors", "Layers", "DataIO", "ONNX"],
      exclude: ["README.md"]),
    .target(
      name: "Optimizers",
      dependencies: ["Settings", "Tensors", "Layers", "Losses", "DataIO", "CKernels"],
      exclude: ["README.md"]),
    .target(name: "Statistics", dependencies: ["Tensors"], exclude: ["README.md"]),
    .target(name: "Ranks", dependencies: ["CMPIShims", "Tensors"], exclude: ["README.md"]),
    .target(
      name: "Landscape", dependencies: ["Settings", "Tensors", "Optimizers"],
      exclude: ["README.md"]),
    .target(
      name: "Certificates",
      dependencies: ["Settings", "Tensors", "Reachability", "Landscape", "COpenBLAS"],
      exclude: ["README.md"]),
    .target(
      name: "Atlases",
      dependencies: [
        "Settings", "Tensors", "DataIO", "Optimizers", "Statistics", "Landscape", "Certificates",
        "Ranks",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ], exclude: ["README.md"]),
    .target(
      name: "NetworkLandscape",
      dependencies: ["Tensors", "Layers", "Losses", "DataIO", "Landscape", "Atlases"],
      exclude: ["README.md"]),
    .target(name: "Plotting", dependencies: ["Settings"], exclude: ["README.md"]),

    // The environment.
    .target(
      name: "LuaBridge", dependencies: ["Settings", "CLua", "CLuaShims"], exclude: ["README.md"]),
    .target(
      name: "Recipes", dependencies: ["LuaBridge", "Settings", "CZlib"], exclude: ["README.md"]),
    .target(
      name: "REPL",
      dependencies: ["LuaBridge", "Recipes", "Settings", "CReadline", "CReadlineShims"],
      exclude: ["README.md"]),
    .target(
      name: "TarnLua",
      dependencies: [
        "LuaBridge", "Settings", "Tensors", "Regions", "Layers", "Reachability", "Attacks",
        "Losses", "DataIO", "NetworkFiles", "Optimizers", "Statistics", "Landscape",
        "Certificates", "Atlases", "NetworkLandscape", "Ranks",
        "Plotting", "Verification",
      ], exclude: ["README.md"]),
    .executableTarget(
      name: "tarn",
      dependencies: [
        "REPL", "Recipes", "TarnLua", "LuaBridge", "Atlases", "NetworkFiles", "Ranks", "Settings",
        "Tensors",
        "Verification",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], exclude: ["README.md"]),

    // What tests share.
    .target(name: "TestSupport", path: "Tests/TestSupport", exclude: ["README.md"]),

    // Tests mirror the sources. Each names all it imports: objects of a module whose types changed are
    // made anew only where the module is a declared dependency.
    .testTarget(name: "SettingsTests", dependencies: ["Settings"]),
    .testTarget(name: "CKernelsTests", dependencies: ["CKernels"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "TestSupport"]),
    .testTarget(name: "RegionsTests", dependencies: ["Regions", "Tensors", "TestSupport"]),
    .testTarget(name: "LayersTests", dependencies: ["Layers", "Tensors", "TestSupport"]),
    .testTarget(
      name: "ReachabilityTests",
      dependencies: [
        "Reachability", "Regions", "NetworkFiles", "DataIO", "Layers", "Tensors", "TestSupport",
      ]),
    .testTarget(
      name: "AttacksTests",
      dependencies: [
        "Attacks", "Regions", "Layers", "Settings", "Tensors", "DataIO", "NetworkFiles",
        "TestSupport",
      ]),
    .testTarget(
      name: "LossesTests",
      dependencies: [
        "Attacks", "Losses", "Layers", "Reachability", "Regions", "Settings", "Tensors",
        "TestSupport",
      ]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "Verification", "Regions", "Reachability", "Layers", "Tensors", "TestSupport",
      ],
      exclude: ["mutants.txt"]),
    .testTarget(
      name: "VerificationTests",
      dependencies: [
        "Verification", "NetworkFiles", "Regions", "Layers", "Tensors", "TestSupport",
      ]),
    .testTarget(name: "DataIOTests", dependencies: ["DataIO", "Tensors", "TestSupport"]),
    .testTarget(
      name: "ONNXTests", dependencies: ["ONNX", "ONNXProto", "DataIO", "Tensors", "TestSupport"]),
    .testTarget(
      name: "NetworkFilesTests",
      dependencies: ["NetworkFiles", "DataIO", "Layers", "Tensors", "TestSupport"]),
    .testTarget(
      name: "OptimizersTests",
      dependencies: [
        "Optimizers", "Layers", "Losses", "DataIO", "Reachability", "Tensors", "TestSupport",
      ]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "Tensors", "TestSupport"]),
    .testTarget(
      name: "LandscapeTests",
      dependencies: [
        "Landscape", "Atlases", "Losses", "Optimizers", "Statistics", "Tensors", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "CertificatesTests",
      dependencies: [
        "Certificates", "Landscape", "Atlases", "Losses", "Layers", "DataIO", "NetworkLandscape",
        "Reachability", "Settings", "Tensors", "TestSupport",
      ]),
    .testTarget(
      name: "NetworkLandscapeTests",
      dependencies: [
        "NetworkLandscape", "Landscape", "Atlases", "Layers", "Losses", "DataIO", "TarnLua",
        "LuaBridge",
        "Tensors", "TestSupport",
      ]),
    .testTarget(name: "PlottingTests", dependencies: ["Plotting", "TestSupport"]),
    .testTarget(
      name: "LuaBridgeTests", dependencies: ["CLua", "CLuaShims", "LuaBridge", "TestSupport"]),
    .testTarget(
      name: "TarnLuaTests", dependencies: ["TarnLua", "LuaBridge", "Recipes", "TestSupport"]),
    // The transcripts drive the program itself.
    .testTarget(
      name: "REPLTests", dependencies: ["REPL", "LuaBridge", "TarnLua", "tarn", "TestSupport"]),
    .testTarget(
      name: "RecipesTests", dependencies: ["Recipes", "LuaBridge", "tarn", "TestSupport"]),
  ]
)
