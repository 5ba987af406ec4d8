using System.Globalization;
using OrderPortal.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return args is ["import", .. var rest]
    ? await ImportBenchmark.RunAsync(rest)
    : Usage.Print("portal bench: name a bench: import");
