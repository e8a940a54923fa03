import DataIO
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct CSVTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// The sentence that reading `text` fails with, without the folder.
  func failure(_ text: String, _ csv: CSV = CSV()) throws -> String {
    let path = try scratch.file(text)
    let error = #expect(throws: DataError.self) { try csv.read(path) }
    return (error?.description ?? "").replacingOccurrences(of: path, with: "data.csv")
  }

  @Test func namesAreClassesInOrderOfAppearance() throws {
    let path = try scratch.file("a,b,kind\n1,2,red\n3,4,blue\n5,6,red\n")
    let data = try CSV(target: .name("kind")).read(path)
    #expect(data.x.doubles == [1, 2, 3, 4, 5, 6])
    #expect(data.x.shape.dimensions == [3, 2])
    #expect(data.x.dtype == .float32)
    #expect(data.classes == [1, 2, 1])
    #expect(data.classNames == ["red", "blue"])
    #expect(data.featureNames == ["a", "b"])
  }

  @Test func numbersAreClassesInTheirOrder() throws {
    let path = try scratch.file("5,10\n6,-1\n7,3\n8,3.0\n")
    let data = try CSV().read(path)
    #expect(data.classes == [3, 1, 2, 2])
    #expect(data.classNames == ["-1", "3", "10"])
    #expect(data.featureNames == [])
  }

  @Test(
    arguments: [
      (CSV.Column.number(1), [1, 1, 2]), (.number(-3), [1, 1, 2]), (.number(2), [1, 2, 1]),
      (.name("c"), [1, 2, 3]), (.number(-1), [1, 2, 3]),
    ] as [(CSV.Column, [Int32])]) func targetByNameOrNumber(target: CSV.Column, classes: [Int32])
    throws
  {
    let path = try scratch.file("a,b,c\n1,4,7\n1,5,8\n2,4,9\n")
    let data = try CSV(target: target).read(path)
    #expect(data.classes == classes)
    #expect(data.x.shape.dimensions == [3, 2])
  }

  @Test func headerIsFoundOut() throws {
    #expect(try CSV().read(scratch.file("x,y\n1,a\n")).count == 1)
    #expect(try CSV().read(scratch.file("1,a\n2,b\n")).count == 2)
    #expect(try CSV(hasHeader: true).read(scratch.file("1,2\n3,4\n")).count == 1)
    #expect(try CSV(hasHeader: false).read(scratch.file("1,2\n3,4\n")).count == 2)
  }

  @Test(arguments: [
    "a,b\n1,x\n2,y\n", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r", "\u{FEFF}a,b\n1,x\n2,y",
    "\n\na,b\n\n1,x\n\r\n2,y\n\n\n", "\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"\n",
    " a , b \n 1 ,\tx \n2,  y", "a,b\n1,\"x\" \n+2.0e0,y\n",
  ]) func sameTableInManyForms(text: String) throws {
    let data = try CSV().read(scratch.file(text))
    #expect(data.x.doubles == [1, 2])
    #expect(data.classNames == ["x", "y"])
    #expect(data.featureNames == ["a"])
  }

  @Test func quotedCellsHoldAnything() throws {
    let path = try scratch.file(
      "x,y\n1,\"a,b\"\n2,\"say \"\"hi\"\"\"\n3,\"two\r\nlines\"\n4,\" \"\n5,\"\u{E9}\"\n")
    #expect(
      try CSV().read(path).classNames == ["a,b", "say \"hi\"", "two\nlines", " ", "\u{E9}"])
  }

  @Test func anyDelimiter() throws {
    let path = try scratch.file("a;b\n1;x\n")
    #expect(try CSV(delimiter: ";").read(path).classNames == ["x"])
    let tab = try scratch.file("1\tx\n")
    #expect(try CSV(delimiter: "\t").read(tab).count == 1)
    #expect(try CSV().read(path).classNames == ["x"])
    #expect(try CSV().read(scratch.file("a\tb\n1\tx\n")).classNames == ["x"])
    // Semicolons that not every line has are text.
    #expect(try CSV().read(scratch.file("a,b\n1,x;y\n2,\"u;v\"\n")).classNames == ["x;y", "u;v"])
    #expect(
      try failure("a;b\n1;x\n", CSV(delimiter: ",")).hasSuffix(
        "at least one feature and the target; is \";\" the delimiter?"))
    #expect(throws: DataError.self) { try CSV(delimiter: "\"").read(path) }
    #expect(throws: DataError.self) { try CSV(delimiter: "→").read(path) }
  }

  @Test(
    arguments: [
      // A class and a name with spaces before their quotation marks.
      ("width, length, kind\n1, 2, \"small\"\n3, 4, small\n", ["small"]),
      ("width, length, kind\n1, 2, \"small, red\"\n3, 4, \"large\"\n", ["small, red", "large"]),
      ("\"width\", \"length\", \"kind\"\n1, 2, \"small\"\n3, 4, \"large\"\n", ["small", "large"]),
      ("width,length,kind\n 1 ,2,\t\"a\nb\" \n3,\t\"4\",5\" pipe\n", ["a\nb", "5\" pipe"]),
    ] as [(String, [String])]) func blanksBeforeQuotationMarks(text: String, classes: [String])
    throws
  {
    let data = try CSV(target: .name("kind")).read(scratch.file(text))
    #expect(data.classNames == classes)
    #expect(data.featureNames == ["width", "length"])
    #expect(data.x.doubles == [1, 2, 3, 4])
  }

  @Test(arguments: ["", " ", "NA", "nan", "N/A", "?", "null", "\"\"", "NULL"])
  func missingNumbers(cell: String) throws {
    let path = try scratch.file("a,b,kind\n1,2,x\n\(cell),3,y\n4,\(cell),y\n6,7,z\n")
    #expect(throws: DataError.self) { try CSV().read(path) }
    let dropped = try CSV(missing: .drop).read(path)
    #expect(dropped.x.doubles == [1, 2, 6, 7])
    #expect(dropped.classNames == ["x", "z"])
    let filled = try CSV(missing: .mean).read(path, dtype: .float64)
    #expect(
      zip(filled.x.doubles, [1, 2, 11 / 3, 3, 4, 4, 6, 7]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(filled.classNames == ["x", "y", "z"])
    var columns = try CSVColumns(
      path: path, columns: [.number(2), .number(1)], missing: .drop)
    #expect(try columns.next(10)?.doubles == [2, 1, 7, 6])
  }

  @Test func missingInTheFirstRowIsNoHeader() throws {
    let path = try scratch.file("NA,2,x\n3,4,y\n")
    #expect(try CSV(missing: .drop).read(path).x.doubles == [3, 4])
    #expect(try CSV(missing: .mean).read(path).x.doubles == [3, 2, 3, 4])
    let all = try scratch.file("a,b\nNA,x\n?,y\n", name: "all.csv")
    #expect(
      throws: DataError.empty(path: all, detail: "has no row in which nothing is missing (of 2)")
    ) {
      try CSV(missing: .drop).read(all)
    }
    #expect(throws: DataError.noNumbers(path: all, column: 1, name: "a")) {
      try CSV(missing: .mean).read(all)
    }
    // A class that is missing is no class.
    #expect(try CSV(missing: .drop).read(scratch.file("1,x\n2,\n3,NA\n")).count == 1)
    #expect(throws: DataError.self) { try CSV(missing: .mean).read(scratch.file("1,x\n2,\n")) }
    #expect(throws: DataError.self) { try CSVColumns(path: path, missing: .mean) }
  }

  @Test func decimalCommas() throws {
    let path = try scratch.file("a;b;kind\n1,5;2;x\n-,5;3e1;y\n")
    #expect(try CSV().read(path).x.doubles == [1.5, 2, -0.5, 30])
    #expect(try CSV(decimal: ",").read(path).x.doubles == [1.5, 2, -0.5, 30])
    #expect(throws: DataError.self) { try CSV(decimal: ".").read(path) }
    #expect(try CSV().read(scratch.file("1.5;2\n2.5;3\n")).count == 2)
    #expect(
      try failure("a;b\n1,5;x\n2.5;y\n")
        == "data.csv:3: column 1 (a): expected a number with a decimal comma, found \"2.5\"; "
        + "the option decimal says which it is")
    #expect(
      try failure("a;b\n2.5;x\n1,5;y\n").contains("with a decimal point, found \"1,5\""))
    #expect(
      try failure("a;b\n1;x\n1.234,5;y\n").contains("expected a number, found \"1.234,5\""))
    #expect(throws: DataError.self) { try CSV(delimiter: ",", decimal: ",").read(path) }
  }

  @Test func thousandsOfColumns() throws {
    let width = 5_000
    let names = (0..<width).map { "c\($0)" }
    let row = (0..<width).map { "\($0).5" }.joined(separator: ",")
    let path = try scratch.file(
      names.joined(separator: ",") + ",kind\n" + String(repeating: row + ",x\n", count: 40))
    let data = try CSV(features: names.reversed().map { .name($0) }).read(path, dtype: .float64)
    #expect(data.x.shape.dimensions == [40, width])
    #expect(data.x[0] == Double(width) - 0.5)
    #expect(try CSV().read(path).featureNames == names)
  }

  @Test func allDecimalsAreKept() throws {
    let numbers = [
      "0.1", "5.1", "-2.2250738585072014e-308", "1e22", "123456789.123456789",
      "9007199254740993", "0.30000000000000004", "17976931348623157e292", "-0", "00012.50", ".5",
      "7.",
    ]
    let text = numbers.map { "\($0),a\n" }.joined()
    let data = try CSV().read(scratch.file(text), dtype: .float64)
    #expect(data.x.dtype == .float64)
    for (index, number) in numbers.enumerated() {
      #expect(data.x[index] == Double(number.hasPrefix(".") ? "0" + number : number), "\(number)")
    }
  }

  @Test func float64AfterFloat32KeepsTheDecimals() throws {
    let data = try CSV().read(scratch.file("5.1,a\n"))
    #expect(data.x[0] == Double(Float(5.1)))
    #expect(try data.converted(to: .float64).x[0] == 5.1)
  }

  @Test(arguments: [
    ("a,b\n1,x\nten,y\n", "data.csv:3: column 1 (a): expected a number, found \"ten\""),
    (
      "1,x\n,y\n",
      "data.csv:2: column 1: expected a number, found an empty cell; missing = \"drop\" leaves such "
        + "rows out, \"mean\" takes the mean of the column"
    ),
    ("1,x\n0x10,y\n", "data.csv:2: column 1: expected a number, found \"0x10\""),
    ("1,x\n1e,y\n", "data.csv:2: column 1: expected a number, found \"1e\""),
    ("1,x\n--1,y\n", "data.csv:2: column 1: expected a number, found \"--1\""),
    ("1,x\n1.2.3,y\n", "data.csv:2: column 1: expected a number, found \"1.2.3\""),
    ("1,x\n1_000,y\n", "data.csv:2: column 1: expected a number, found \"1_000\""),
    (
      "a,b\n1,x\nNaN,y\n",
      "data.csv:3: column 1 (a): expected a number, found \"NaN\"; missing = \"drop\" leaves such "
        + "rows out, \"mean\" takes the mean of the column"
    ),
    (
      "1,ten,x\n3,4,y\n",
      "data.csv:1: column 2: expected a number as in other columns of the first row, found \"ten\"; "
        + "if this row holds names, header = true says so"
    ),
    ("1,x\n-inf,y\n", "data.csv:2: column 1: expected a finite number, found \"-inf\""),
    ("1,x\n1e999,y\n", "data.csv:2: column 1: expected a finite number, found \"1e999\""),
    ("inf,x\n1,y\n", "data.csv:1: column 1: expected a finite number, found \"inf\""),
    ("1,x\n2,y,z\n", "data.csv:2: expected 2 cells as in the first row, got 3"),
    ("1,\"x\ny\"\n2\n", "data.csv:3: expected 2 cells as in the first row, got 1"),
    ("1,x\n2,\n", "data.csv:2: column 2: expected a class (a whole number or a name), found \"\""),
    ("1,\"x\n2,y\n", "data.csv:1: column 2: the quotation mark is never closed"),
    (
      "1,\"x\"y\n",
      "data.csv:1: column 2: text after the closing quotation mark "
        + "(inside a cell, write \"\" for \")"
    ),
    ("", "\"data.csv\" is empty"), ("\n\r\n", "\"data.csv\" is empty"),
    ("\u{FEFF}", "\"data.csv\" is empty"),
    ("a,b\n", "\"data.csv\" has a header but no rows"),
    ("1\n2\n", "\"data.csv\" has 1 column, expected at least one feature and the target"),
  ]) func mistakesAreNamed(text: String, sentence: String) throws {
    #expect(try failure(text) == sentence)
  }

  @Test func numbersThatAreNotWholeAreTargets() throws {
    let path = try scratch.file("1,0.5\n2,1\n")
    let data = try CSV().read(path, dtype: .float64)
    #expect(data.isRegression && data.y.doubles == [0.5, 1] && data.classNames.isEmpty)
    #expect(
      try failure("1,0.5\n2,1\n", CSV(isRegression: false))
        == "data.csv:1: column 2: expected a class (a whole number or a name), found \"0.5\"; "
        + "numbers need regression = true")
    #expect(try CSV(isRegression: true).read(scratch.file("1,3\n2,-1\n")).y.doubles == [3, -1])
    #expect(
      try failure("1,0.5\n2,x\n", CSV(isRegression: true))
        == "data.csv:2: column 2: expected a number, found \"x\"")
    #expect(
      try failure("1,0.5\n2,\n", CSV(isRegression: true)).contains("expected a class (a whole"))
  }

  @Test func missingTargetSuggestsTheNearest() throws {
    let text = "length,width,target\n1,2,3\n"
    #expect(
      try failure(text, CSV(target: .name("traget")))
        == "\"data.csv\" has no column \"traget\" (columns: length, width, target); "
        + "did you mean \"target\"?")
    #expect(
      try failure(text, CSV(target: .name("zzz"))).hasSuffix("(columns: length, width, target)"))
    for number in [0, 4, -4, .max, .min] {
      #expect(try failure(text, CSV(target: .number(number))).contains("has no column \(number)"))
    }
    #expect(
      try failure("a,a,b\n1,2,3\n", CSV(target: .name("a"))).contains("several columns named \"a\"")
    )
    #expect(
      try failure("1,2\n", CSV(target: .name("a"), hasHeader: false)).contains("it has no header"))
  }

  @Test(
    arguments: [
      ([0x1F, 0x8B, 8, 0, 0], "a gzip archive (unpack it first: gunzip)"),
      ([0x89, 0x50, 0x4E, 0x47, 0x0D], "a PNG image"),
      (Array("PK\u{3}\u{4}".utf8), "a zip archive"),
      ([0xFF, 0xFE, 0x31, 0], "UTF-16 text (save it as UTF-8)"),
      ([0x31, 0x2C, 0x32, 0x0A, 0, 0], "a binary file"),
    ] as [([UInt8], String)]) func binaryFilesAreRecognized(bytes: [UInt8], kind: String) throws
  {
    let path = try scratch.file(bytes)
    let error = #expect(throws: DataError.self) { try CSV().read(path) }
    #expect(error?.description.contains("is no text: it looks like \(kind)") == true)
  }

  @Test func binaryTailIsRecognized() throws {
    let bytes = Array(String(repeating: "1,2\n", count: 5000).utf8) + [0, 1, 2]
    let path = try scratch.file(bytes)
    #expect(throws: DataError.notText(path: path, kind: "a binary file")) { try CSV().read(path) }
  }

  @Test func labelsMustBeUnicode() throws {
    let path = try scratch.file(Array("1,".utf8) + [0xE9, 0x0A])
    #expect(throws: DataError.notUnicode(path: path, line: 1, column: 2)) { try CSV().read(path) }
  }

  @Test func missingFileAndFolder() throws {
    let missing = scratch.folder.path + "/none.csv"
    let error = #expect(throws: DataError.self) { try CSV().read(missing) }
    #expect(error?.description == "cannot read \"\(missing)\": No such file or directory")
    #expect(throws: DataError.directory(path: scratch.folder.path)) {
      try CSV().read(scratch.folder.path)
    }
  }

  @Test func rowsMayCrossChunks() throws {
    // More than a megabyte, with rows of many lengths.
    let count = 40_000
    let text = (0..<count).map {
      "\($0),\"\(String(repeating: "q", count: $0 % 50))\n\",\($0 % 7)\n"
    }
    .joined()
    let data = try CSV(target: .number(2), hasHeader: false).read(scratch.file(text))
    #expect(data.count == count)
    #expect(data.classNames.count == 50)
    let x = data.x.doubles
    let expected = (0..<count).flatMap { [Double($0), Double($0 % 7)] }
    #expect(x == expected)
  }
}

/// Features by name, and files in pieces.
@Suite struct CSVColumnsTests {
  let scratch: Scratch
  let text = "id,b,kind,a\nx,1,red,2\ny,3,blue,4\nz,5,red,6\n"

  init() throws { scratch = try Scratch() }

  @Test func featuresByNameLeaveTextAlone() throws {
    let path = try scratch.file(text)
    let data = try CSV(target: .name("kind"), features: [.name("a"), .number(2)]).read(path)
    #expect(data.x.doubles == [2, 1, 4, 3, 6, 5])
    #expect(data.featureNames == ["a", "b"])
    #expect(data.classNames == ["red", "blue"])
    #expect(throws: DataError.self) { try CSV(features: [.name("c")]).read(path) }
    #expect(throws: DataError.self) { try CSV(features: []).read(path) }
  }

  @Test func rowsInPieces() throws {
    var columns = try CSVColumns(path: scratch.file(text), columns: [.name("a"), .number(2)])
    #expect(columns.names == ["a", "b"])
    #expect(try columns.next(2)?.doubles == [2, 1, 4, 3])
    #expect(try columns.next(2)?.shape.dimensions == [1, 2])
    #expect(try columns.next(2) == nil)
  }

  @Test func withoutHeader() throws {
    var columns = try CSVColumns(path: scratch.file("1,2\n3,4\n"))
    #expect(try columns.next(10)?.doubles == [1, 2, 3, 4])
    var named = try CSVColumns(path: scratch.file("a,b\n1,2\n3\n"))
    let error = #expect(throws: DataError.self) { try named.next(10) }
    #expect(error?.description.contains(":3: expected 2 cells") == true)
  }
}
