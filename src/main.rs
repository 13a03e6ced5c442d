fn main() {
    let files = coldstart::content::files::built_in();
    let loaded = coldstart::content::load(&files);
    let report = coldstart::content::check::check(&loaded, &files, &[coldstart::diag::Layer::BuiltIn]);
    for p in &report.problems { println!("{p}"); }
    println!("{} {:?}", report.facts, report.cards);
}
