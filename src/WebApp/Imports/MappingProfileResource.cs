using System.Globalization;
using System.Text.Json;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports;

/// <summary>A mapping profile as the API shows it.</summary>
/// <param name="Id">What <c>profile</c> of an upload takes: key of a ready-made profile, or id.</param>
/// <param name="ReadyMade">True: the same for everybody, not to be changed.</param>
/// <param name="TaxIncludedVaries">True: whether prices include tax depends on the shop; look whether <c>taxIncluded</c> is right for yours.</param>
/// <param name="Mapping">See <see cref="ImportMappingDocument"/>.</param>
/// <param name="Headings">Of the files that it is proposed for.</param>
public sealed record MappingProfileResource(
    string Id, string Name, bool ReadyMade, bool TaxIncludedVaries, JsonElement Mapping, IReadOnlyList<string> Headings, DateTimeOffset? CreatedAt, string? CreatedBy,
    DateTimeOffset? ModifiedAt) : IHasExample<MappingProfileResource>
{
    public static MappingProfileResource Example { get; } = new(
        "019b8d2e-7c40-7e55-8b90-2c3d4e5f6a05", "店頭レジの売上", false, false,
        JsonSerializer.SerializeToElement(MappingProfileBody.Example.Mapping, ImportMappingJson.Options), ["伝票番号", "お客様名", "商品コード", "数量", "単価（税込）"],
        new DateTimeOffset(2026, 1, 5, 6, 4, 0, TimeSpan.Zero), "佐藤 花子", new DateTimeOffset(2026, 1, 5, 6, 4, 0, TimeSpan.Zero));

    public static MappingProfileResource Of(MappingProfile profile) => new(
        profile.Id.ToString(), profile.Name, false, false, Json(profile.Mapping), profile.Headings, profile.CreatedAt, profile.CreatedBy, profile.ModifiedAt);

    /// <summary>Named in the language of the request.</summary>
    public static MappingProfileResource Of(ReadyMadeProfile profile) => new(
        profile.Key,
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja" ? profile.Japanese : profile.English,
        true,
        profile.TaxIncludedVaries,
        Json(profile.Mapping),
        profile.Headings,
        null,
        null,
        null);

    private static JsonElement Json(ImportMapping mapping) =>
        JsonSerializer.SerializeToElement(ImportMappingDocument.Of(mapping with { Profile = null }), ImportMappingJson.Options);
}

/// <summary>What a caller saves.</summary>
/// <param name="Mapping">Null on a change: only the name changes.</param>
/// <param name="Headings">Of the file that the mapping was made from. Null: those that the mapping reads; on a change those that were there.</param>
public sealed record MappingProfileBody(string? Name, ImportMappingDocument? Mapping, IReadOnlyList<string>? Headings) : IHasExample<MappingProfileBody>
{
    public static MappingProfileBody Example { get; } = new(
        "店頭レジの売上",
        ImportMappingDocument.Of(new ImportMapping
        {
            Columns =
            [
                new ColumnSource(ImportColumn.OrderNumber, [new HeadingReference("伝票番号")]), new ColumnSource(ImportColumn.CustomerName, [new HeadingReference("お客様名")]),
                new ColumnSource(ImportColumn.ProductCode, [new HeadingReference("商品コード")]), new ColumnSource(ImportColumn.Quantity, [new HeadingReference("数量")]),
                new ColumnSource(ImportColumn.UnitPrice, [new HeadingReference("単価（税込）")]),
            ],
            TaxIncluded = true,
        }),
        ["伝票番号", "お客様名", "商品コード", "数量", "単価（税込）"]);
}
