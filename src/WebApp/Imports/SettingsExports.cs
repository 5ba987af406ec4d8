using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Imports;

/// <summary>What a tenant has set for its imports, to be taken home: its value rules and the list of its mapping profiles.</summary>
public static class SettingsExports
{
    public const string RulesPath = "/settings/value-rules/export";
    public const string ProfilesPath = "/settings/mappings/export";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(RulesPath, OpenRulesAsync).RequireAuthorization(Permissions.ImportsWrite).WithName("exportValueRules");
        routes.MapGet(ProfilesPath, OpenProfilesAsync).RequireAuthorization(Permissions.ImportsRead).WithName("exportMappingProfiles");
    }

    private static Task<IResult> OpenRulesAsync(HttpContext http, ListExport export, IRuleBook rules, IStringLocalizer<MendText> texts, CancellationToken cancellationToken) =>
        export.OpenAsync(http.Request.Query, ValueRulesPage.Sequences, Rules(texts), rules.KeptAsync, cancellationToken);

    private static Task<IResult> OpenProfilesAsync(HttpContext http, ListExport export, IMappingProfiles profiles, IStringLocalizer<ProfilesText> texts, CancellationToken cancellationToken) =>
        export.OpenAsync(http.Request.Query, ProfilesPage.Sequences, Profiles(texts), async ct => [.. (await profiles.ListAsync(ct)).Select(ProfileRow.Of)], cancellationToken);

    private static ExportedList<StoredRule> Rules(IStringLocalizer<MendText> texts) => new("value_rule", () => texts[nameof(MendText.RulesTitle)],
    [
        (() => texts[nameof(MendText.ValueColumn)], static rule => TableCell.Of(ImportMessages.ColumnName(rule.Rule.Column))),
        (() => texts[nameof(MendText.Value)], static rule => TableCell.Of(rule.Rule.Value)),
        (() => texts[nameof(MendText.RuleReplacement)], static rule => TableCell.Of(rule.Rule.Replacement)),
        (() => texts[nameof(MendText.RuleBy)], static rule => TableCell.Of(rule.CreatedBy)),
        (() => texts[nameof(MendText.RuleAt)], static rule => TableCell.Moment(rule.CreatedAt)),
    ]);

    private static ExportedList<ProfileRow> Profiles(IStringLocalizer<ProfilesText> texts) => new("mapping_profile", () => texts[nameof(ProfilesText.Title)],
    [
        (() => texts[nameof(ProfilesText.Name)], static row => TableCell.Of(row.Name)),
        (() => texts[nameof(ProfilesText.Columns)], static row => TableCell.Count(row.Columns)),
        (() => texts[nameof(ProfilesText.CreatedBy)], static row => TableCell.Of(row.CreatedBy)),
        (() => texts[nameof(ProfilesText.ModifiedAt)], static row => TableCell.Moment(row.ModifiedAt)),
    ]);
}
