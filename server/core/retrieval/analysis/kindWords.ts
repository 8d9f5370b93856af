/**
 * What everyday words of a kind take in: a question asks for the kind ("which instrument"), a memory names one of it
 * ("my violin"). One kind a line: the words that ask, a colon, the words that answer.
 */
export const KIND_WORDS = `
activity hobby pastime interest leisure fun: hike camp swim paint pottery run read cook bake garden dance sing fish ski surf bike yoga chess knit sew draw photograph climb kayak music sport craft travel museum picnic game puzzle skate walk
sport athletic athlete: basketball soccer football baseball tennis golf hockey volleyball swim run ski snowboard surf skate climb boxing karate cricket rugby badminton cycle softball lacrosse rowing wrestling gymnastics marathon
exercise workout fitness: yoga run gym swim weights cardio pilates walk hike bike stretch kickboxing boxing lift squat treadmill jog aerobics
martial: karate judo taekwondo kickboxing boxing aikido jiujitsu kung wrestling fencing
outdoor outdoors: hike camp climb kayak fish ski surf bike picnic trail mountaineering canoe rafting park beach mountain forest
instrument: guitar piano violin drum flute clarinet saxophone cello trumpet keyboard ukulele bass harp banjo
music musical genre: jazz rock pop classical rap hip-hop country blues folk metal indie electronic song band concert album playlist
artist band musician singer performer: song concert album guitar sing tour
pet animal: dog cat puppy kitten hamster rabbit bird parrot fish turtle tortoise snake lizard horse guinea cow pig chicken duck bear lion tiger elephant wolf fox deer frog gecko
breed: labrador retriever shepherd poodle bulldog beagle terrier corgi husky collie spaniel pitbull siamese persian
food meal dish cuisine snack eat dinner lunch breakfast: pizza pasta sushi salad soup bread cheese chicken beef fish rice chocolate cake cookie sandwich burger taco curry steak salmon vegetable fruit popcorn pancake noodle egg lasagna stew barbecue oatmeal
fruit: apple banana orange grape melon watermelon strawberry mango peach pear cherry lemon pineapple blueberry kiwi plum raspberry
vegetable: carrot tomato potato onion broccoli spinach lettuce cucumber pepper cabbage bean pea corn zucchini
dessert sweet treat: cake cookie pie chocolate brownie pudding muffin cupcake cobbler tart sorbet donut gelato
drink beverage: coffee tea wine beer juice water soda milk smoothie cocktail whisky lemonade
ingredient recipe: flour sugar butter cream egg vanilla chocolate garlic basil coconut cheese oil
family relative: mother father mom dad sister brother son daughter grandma grandmother grandfather grandpa aunt uncle cousin wife husband kid niece nephew parent twins
child kid: son daughter baby toddler twins teenager
job career profession work occupation position: teacher doctor nurse engineer lawyer counselor artist writer manager developer programmer designer chef coach accountant scientist police firefighter actor musician therapist business office internship promotion
health medical illness condition disease: asthma diabetes cancer allergy doctor hospital surgery injury pain knee ankle diet gastritis ulcer arthritis migraine flu diagnosis fever
allergy allergic: peanut nut gluten dairy pollen fur shellfish egg lactose
injury injure hurt: knee ankle back wrist shoulder leg arm neck sprain fracture tear surgery
pain ache: knee ankle back wrist shoulder neck head stomach
country abroad foreign overseas: america england france germany italy spain japan china india canada mexico brazil sweden ireland thailand australia greece portugal norway denmark netherlands switzerland turkey egypt korea vietnam indonesia argentina peru kenya scotland poland russia iceland colombia morocco
european europe: england france germany italy spain sweden ireland greece portugal norway denmark netherlands switzerland poland scotland iceland austria belgium finland hungary london paris rome berlin barcelona amsterdam
asian asia: japan china india thailand korea vietnam indonesia singapore tokyo beijing seoul bangkok
city town: london paris rome tokyo york chicago boston seattle angeles francisco vegas toronto berlin madrid barcelona amsterdam dublin sydney miami austin dallas denver portland phoenix atlanta nashville orleans diego vancouver
state: california florida texas alaska oregon washington colorado arizona nevada michigan ohio georgia virginia carolina tennessee minnesota wisconsin illinois indiana montana utah hawaii massachusetts connecticut maine vermont
place location destination geographical: park beach mountain museum lake city country restaurant cafe shop library garden castle island
vehicle transport transportation: car truck bike motorcycle bus train plane boat van scooter taxi subway
nature natural landscape scenery: park forest mountain lake beach trail river waterfall garden desert canyon island sunset ocean wildlife
clothing clothes wear: shirt dress shoe hat jacket sweater jeans hoodie coat boots scarf skirt uniform
jewelry accessory: necklace bracelet ring earring pendant watch
color colour: red blue green yellow purple orange pink black white brown gray teal
book read literature: novel story series author fantasy mystery library chapter fiction biography memoir poetry
movie film: cinema actor scene trilogy documentary comedy thriller drama sequel
series show: episode season netflix sitcom anime drama
game: chess video console xbox playstation nintendo poker puzzle monopoly scrabble rpg multiplayer tournament
school education subject degree major study: math science history art psychology engineering biology chemistry literature medicine law college university course graduate scholarship
emotion feel feeling mood: happy sad excite nervous anxious grateful proud scare thankful relieve stress inspire overwhelm angry frustrated lonely calm joy
trait personality character: kind caring thoughtful honest brave creative patient loyal generous strong shy confident
art artwork craft creative: paint draw pottery sculpture sketch clay canvas photography knit sew write poetry design mural watercolor
event celebration occasion: wedding birthday party festival concert parade conference race fundraiser ceremony graduation fair gala workshop exhibition reunion anniversary
holiday: christmas thanksgiving easter halloween hanukkah
charity volunteer volunteering community cause: shelter homeless donate fundraiser hospital veteran mentor cleanup donation nonprofit charity
technology device gadget electronics: phone computer laptop tablet camera robot app software console headphone printer
software programming: python javascript java rust code app website api database
religion religious spiritual faith: church god pray prayer bible temple mosque christian buddhist meditate
relax destress unwind stress: yoga meditate bath read run walk music paint nature massage spa pottery
plant garden gardening: flower rose tomato herb tree vegetable succulent seed sunflower basil tulip orchid
weather: rain snow sun storm wind cloud heat cold flood thunder
money finance financial: budget debt loan save invest investment salary price rent bill insurance mortgage wealth
relationship status: single marry divorce boyfriend girlfriend partner date breakup engage widow
home house furniture: kitchen bedroom couch sofa table lamp bookcase bed garage yard apartment
natural disaster: flood storm fire earthquake hurricane tornado drought
company brand business: store startup shop nike adidas apple google microsoft amazon sony
award achievement accomplishment: prize trophy medal certificate win champion scholarship promotion
identity gender: transgender gay lesbian woman man queer bisexual nonbinary
political politics: campaign election office vote candidate policy mayor
goal plan ambition dream: hope want learn start build open
fear scare phobia: height spider snake dark storm
水果: 西瓜 苹果 香蕉 葡萄 橙子 草莓 芒果 桃子 梨子 樱桃 柠檬 菠萝
运动 锻炼: 跑步 游泳 篮球 足球 网球 瑜伽 爬山 滑雪 健身 羽毛
乐器: 钢琴 吉他 提琴 鼓手 笛子 古筝
宠物 动物: 小狗 小猫 猫咪 狗狗 兔子 仓鼠
饮料: 咖啡 绿茶 红茶 啤酒 果汁 牛奶 可乐
家人 亲戚: 妈妈 爸爸 姐姐 妹妹 哥哥 弟弟 奶奶 爷爷 外婆 儿子 女儿 妻子 丈夫
颜色: 红色 蓝色 绿色 黄色 紫色 黑色 白色
城市: 北京 上海 广州 深圳 杭州 成都 南京 武汉 西安
国家: 中国 日本 美国 英国 法国 德国 韩国
工作 职业: 老师 医生 护士 律师 司机 厨师 程序
`;
