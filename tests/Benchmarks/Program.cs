using System.Globalization;
using OrderPortal.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return args switch
{
    ["import", .. var rest] => await ImportBenchmark.RunAsync(rest),
    ["settle", .. var rest] => await SettleBenchmark.RunAsync(rest),
    ["notify", .. var rest] => await NotifyBenchmark.RunAsync(rest),
    ["api", .. var rest] => await ApiBenchmark.RunAsync(rest),
    ["dashboard", .. var rest] => await DashboardBenchmark.RunAsync(rest),
    ["bare"] => await BareApi.RunAsync(), // what the bench of the API starts beside the portal
    _ => Usage.Print("portal bench: name a bench: import, settle, notify, api, dashboard"),
};
